/// Reads the text of a regular expression.
struct ExpressionParser {
    /// Deeper groups are a mistake; each takes room on the stack.
    private static let deepest = 100

    var rest: Substring.UnicodeScalarView
    var ignoresCase: Bool
    private var groupCount = 0
    private var depth = 0

    /// Begins to read.
    init(_ text: String, ignoresCase: Bool) {
        rest = text.unicodeScalars[...]
        self.ignoresCase = ignoresCase
    }

    /// The expression, and how many groups catch something.
    mutating func parse() throws(RegularExpression.Flaw) -> (node: ExpressionNode, groupCount: Int) {
        let node = try choice()
        guard rest.isEmpty else { throw RegularExpression.Flaw("a ) has no ( before it (write \\) for the character)") }
        return (node, groupCount)
    }

    /// Up to the end or the parenthesis that closes the group, which stays.
    private mutating func choice() throws(RegularExpression.Flaw) -> ExpressionNode {
        let outside = ignoresCase
        // `(?i)` holds to the end of the group that it is in.
        defer { ignoresCase = outside }
        var choices = [try sequence()]
        while take("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(RegularExpression.Flaw) -> ExpressionNode {
        var nodes: [ExpressionNode] = []
        while let scalar = rest.first, scalar != "|", scalar != ")" {
            guard let node = try atom() else { continue }
            nodes.append(try repetition(of: node))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// One thing that can be repeated; `nil` for a setting such as `(?i)`.
    private mutating func atom() throws(RegularExpression.Flaw) -> ExpressionNode? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case ".": return .scalar(.all)
        case "^": return .place(.start)
        case "$": return .place(.end)
        case "[": return .scalar(try set())
        case "(": return try group()
        case "\\": return try escape()
        case "*", "+", "?":
            throw RegularExpression.Flaw(
                "there is nothing before \(scalar) to repeat (write \\\(scalar) for the character)"
            )
        default: return .scalar(ScalarSet([.range(scalar...scalar)], ignoresCase: ignoresCase))
        }
    }

    private mutating func group() throws(RegularExpression.Flaw) -> ExpressionNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw RegularExpression.Flaw("more than \(Self.deepest) groups in one another")
        }
        guard take("?") else { return try inside(number: nextGroup()) }
        if take(":") { return try inside(number: nil) }
        let isNamed = take("P")
        if rest.first == "<", rest.dropFirst().first.map({ $0 != "=" && $0 != "!" }) ?? false {
            rest.removeFirst()
            guard let end = rest.firstIndex(of: ">") else {
                throw RegularExpression.Flaw("the name of a group has no >")
            }
            rest = rest[rest.index(after: end)...]
            return try inside(number: nextGroup())
        }
        guard !isNamed else { throw RegularExpression.Flaw("(?P begins the name of a group: (?P<name>…)") }
        return try settings()
    }

    /// `(?i)` and `(?i:…)`; `s`, that a dot means line ends as well, is always so.
    private mutating func settings() throws(RegularExpression.Flaw) -> ExpressionNode? {
        let outside = ignoresCase
        var isOff = false
        while let scalar = rest.popFirst() {
            switch scalar {
            case "i": ignoresCase = !isOff
            case "s" where !isOff: continue
            case "-" where !isOff: isOff = true
            case ")": return nil
            case ":":
                defer { ignoresCase = outside }
                return try inside(number: nil)
            default:
                throw RegularExpression.Flaw(
                    "(?\(scalar) is not supported: look-around and atomic groups can take forever"
                )
            }
        }
        throw RegularExpression.Flaw("a ( has no ) after it (write \\( for the character)")
    }

    private mutating func inside(number: Int?) throws(RegularExpression.Flaw) -> ExpressionNode {
        let node = try choice()
        guard take(")") else { throw RegularExpression.Flaw("a ( has no ) after it (write \\( for the character)") }
        guard let number else { return .sequence([node]) }
        return .group(node, number: number)
    }

    private mutating func nextGroup() -> Int {
        groupCount += 1
        return groupCount
    }

    /// Whether the next scalar was this one; it is read then.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
