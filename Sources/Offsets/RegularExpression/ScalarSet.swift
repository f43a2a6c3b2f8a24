/// A set of Unicode scalars, as `[a-z\d]` or `.` write it.
struct ScalarSet: Hashable, Sendable {
    /// A set with a name.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case alnum, alpha, digit, lower, space, upper, word, xdigit

        /// Whether the scalar belongs to it.
        func contains(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            return switch self {
            case .alnum: properties.isAlphabetic || properties.generalCategory == .decimalNumber
            case .alpha: properties.isAlphabetic
            case .digit: properties.generalCategory == .decimalNumber
            case .lower: properties.isLowercase
            case .space: properties.isWhitespace
            case .upper: properties.isUppercase
            case .word: Self.alnum.contains(scalar) || scalar == "_" || properties.generalCategory == .nonspacingMark
            case .xdigit: properties.isASCIIHexDigit
            }
        }
    }

    /// A part of a set.
    enum Member: Hashable, Sendable {
        case range(ClosedRange<Unicode.Scalar>)
        case kind(Kind, isExcluding: Bool)

        fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .range(let range): range.contains(scalar)
            case .kind(let kind, let isExcluding): kind.contains(scalar) != isExcluding
            }
        }
    }

    /// Every scalar, line ends included: a group's name may hold one, and `.*` must not leave it out.
    static let all = ScalarSet([], isExcluding: true, ignoresCase: false)

    private let members: [Member]
    private let isExcluding: Bool
    private let ignoresCase: Bool

    /// A set of its members, or of all scalars but these.
    init(_ members: [Member], isExcluding: Bool = false, ignoresCase: Bool) {
        self.members = members
        self.isExcluding = isExcluding
        self.ignoresCase = ignoresCase
    }

    /// Whether the scalar is in the set.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isMember = members.contains { $0.contains(scalar) }
        if ignoresCase, !isMember {
            isMember = Self.otherCases(of: scalar).contains { other in members.contains { $0.contains(other) } }
        }
        return isMember != isExcluding
    }

    /// The scalar in small and in capital letters, where that is one scalar each.
    private static func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap { mapping in
            mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
        }
    }
}
