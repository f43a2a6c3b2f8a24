extension ExpressionParser {
    /// What stands between brackets; the first one is read.
    mutating func set() throws(RegularExpression.Flaw) -> ScalarSet {
        let isExcluding = take("^")
        var members: [ScalarSet.Member] = []
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]", !isFirst {
                return ScalarSet(members, isExcluding: isExcluding, ignoresCase: ignoresCase)
            }
            isFirst = false
            let member = try member(scalar)
            guard case .range(let lower) = member, rest.first == "-", let after = rest.dropFirst().first, after != "]"
            else {
                members.append(member)
                continue
            }
            rest.removeFirst(2)
            guard case .range(let upper) = try self.member(after), lower.lowerBound <= upper.lowerBound else {
                throw RegularExpression.Flaw("the range \(lower.lowerBound)-\(after) runs backwards or has no end")
            }
            members.append(.range(lower.lowerBound...upper.lowerBound))
        }
        throw RegularExpression.Flaw("a [ has no ] (write \\[ for the character)")
    }

    /// What a backslash and what follows it stand for outside of brackets; the backslash is read.
    mutating func escape() throws(RegularExpression.Flaw) -> ExpressionNode {
        switch rest.first {
        case "A": return place(.start)
        case "z": return place(.end)
        case "b": return place(.wordBoundary)
        case "B": return place(.noWordBoundary)
        case let digit? where ("1"..."9").contains(digit):
            throw RegularExpression.Flaw("a reference to a group (\\\(digit)) is not supported in an expression")
        default: return .scalar(ScalarSet([try escapedMember()], ignoresCase: ignoresCase))
        }
    }

    private mutating func place(_ place: ExpressionPlace) -> ExpressionNode {
        rest.removeFirst()
        return .place(place)
    }

    private mutating func member(_ scalar: Unicode.Scalar) throws(RegularExpression.Flaw) -> ScalarSet.Member {
        switch scalar {
        case "\\":
            if take("b") { return .range("\u{8}"..."\u{8}") }
            return try escapedMember()
        case "[":
            guard take(":") else { throw RegularExpression.Flaw("a [ in a set is written \\[") }
            return try named()
        case "&" where rest.first == "&", "~" where rest.first == "~":
            throw RegularExpression.Flaw(
                "\(scalar)\(scalar) in a set is not supported (write \\\(scalar) for the character)"
            )
        default: return .range(scalar...scalar)
        }
    }

    /// `[:alpha:]`, its beginning read.
    private mutating func named() throws(RegularExpression.Flaw) -> ScalarSet.Member {
        let isExcluding = take("^")
        let name = String(String.UnicodeScalarView(rest.prefix { $0 != ":" }))
        rest = rest.dropFirst(name.unicodeScalars.count)
        guard take(":"), take("]"), let kind = ScalarSet.Kind(rawValue: name) else {
            let known = ScalarSet.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw RegularExpression.Flaw("there is no set [:\(name):]; there are \(known)")
        }
        return .kind(kind, isExcluding: isExcluding)
    }

    private mutating func escapedMember() throws(RegularExpression.Flaw) -> ScalarSet.Member {
        guard let scalar = rest.popFirst() else {
            throw RegularExpression.Flaw("nothing follows the last backslash (write \\\\ for the character)")
        }
        func one(_ scalar: Unicode.Scalar) -> ScalarSet.Member { .range(scalar...scalar) }
        switch scalar {
        case "d": return .kind(.digit, isExcluding: false)
        case "D": return .kind(.digit, isExcluding: true)
        case "s": return .kind(.space, isExcluding: false)
        case "S": return .kind(.space, isExcluding: true)
        case "w": return .kind(.word, isExcluding: false)
        case "W": return .kind(.word, isExcluding: true)
        case "n": return one("\n")
        case "r": return one("\r")
        case "t": return one("\t")
        case "f": return one("\u{c}")
        case "0": return one("\0")
        case "x": return one(try hexadecimal(digits: 2, after: scalar))
        case "u": return one(try hexadecimal(digits: 4, after: scalar))
        default:
            // A letter may come to mean something in other programs; a guess would choose other groups than meant.
            guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
                throw RegularExpression.Flaw("\\\(scalar) is not supported")
            }
            return one(scalar)
        }
    }

    /// The scalar of `\x41`, `\u0041` or `\u{1F600}`.
    private mutating func hexadecimal(
        digits: Int,
        after letter: Unicode.Scalar
    ) throws(RegularExpression.Flaw) -> Unicode.Scalar {
        let text: Substring.UnicodeScalarView
        if take("{") {
            text = rest.prefix { $0 != "}" }
            rest = rest.dropFirst(text.count)
            guard take("}") else { throw RegularExpression.Flaw("\\\(letter){ has no }") }
        } else {
            text = rest.prefix(digits)
            rest = rest.dropFirst(text.count)
            guard text.count == digits else { throw RegularExpression.Flaw("\\\(letter) needs \(digits) digits") }
        }
        let isNumber = text.allSatisfy(\.properties.isASCIIHexDigit)
        guard isNumber, let number = UInt32(String(String.UnicodeScalarView(text)), radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw RegularExpression.Flaw("\\\(letter) is followed by no hexadecimal number of a character") }
        return scalar
    }
}
