/// A regular expression taken apart.
indirect enum ExpressionNode: Hashable, Sendable {
    /// One scalar of a set.
    case scalar(ScalarSet)
    /// A place between two scalars.
    case place(ExpressionPlace)
    /// One after the other; none of them is the empty text.
    case sequence([ExpressionNode])
    /// The first that leads to a match.
    case choice([ExpressionNode])
    /// A group that catches what it matched; they are numbered from 1.
    case group(ExpressionNode, number: Int)
    /// So many times, as often as possible or, when lazy, as seldom.
    case repeated(ExpressionNode, least: Int, most: Int?, isLazy: Bool)

    /// Whether it can match the empty text.
    var canBeEmpty: Bool {
        switch self {
        case .scalar: false
        case .place: true
        case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
        case .choice(let nodes): nodes.contains(where: \.canBeEmpty)
        case .group(let node, _): node.canBeEmpty
        case .repeated(let node, let least, _, _): least == 0 || node.canBeEmpty
        }
    }
}

/// A place between two scalars that an expression can ask for.
enum ExpressionPlace: Hashable, Sendable {
    case start
    case end
    case wordBoundary
    case noWordBoundary

    /// Whether the place in front of the scalar with this index is such a one.
    func isAt(_ position: Int, in text: [Unicode.Scalar]) -> Bool {
        switch self {
        case .start: position == 0
        case .end: position == text.count
        case .wordBoundary: Self.isWordBoundary(position, text)
        case .noWordBoundary: !Self.isWordBoundary(position, text)
        }
    }

    private static func isWordBoundary(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
        let isAfterWord = position > 0 && ScalarSet.Kind.word.contains(text[position - 1])
        let isBeforeWord = position < text.count && ScalarSet.Kind.word.contains(text[position])
        return isAfterWord != isBeforeWord
    }
}
