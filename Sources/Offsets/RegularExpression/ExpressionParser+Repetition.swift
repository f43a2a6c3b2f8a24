extension ExpressionParser {
    /// More repetitions than a name has scalars are a mistake.
    private static let mostRepetitions = 1_000

    /// A node with the `*`, `+`, `?` or `{2,5}` that follows it, where there is one.
    mutating func repetition(of node: ExpressionNode) throws(RegularExpression.Flaw) -> ExpressionNode {
        guard let (least, most) = try range() else { return node }
        if case .place = node { throw RegularExpression.Flaw("^, $ and \\b cannot be repeated") }
        if let most, least > most { throw RegularExpression.Flaw("the repetition {\(least),\(most)} runs backwards") }
        guard max(least, most ?? 0) <= Self.mostRepetitions else {
            throw RegularExpression.Flaw("more than \(Self.mostRepetitions) repetitions are not supported")
        }
        let isLazy = take("?")
        if rest.first == "+" {
            throw RegularExpression.Flaw("possessive repetition (a + after another) is not supported")
        }
        if rest.first == "*" || rest.first == "?" {
            throw RegularExpression.Flaw("a repetition follows another; write the first one in ( )")
        }
        return .repeated(node, least: least, most: most, isLazy: isLazy)
    }

    private mutating func range() throws(RegularExpression.Flaw) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard rest.first == "{" else { return nil }
        // Anything else in braces stands for itself.
        let start = rest
        rest.removeFirst()
        let least = try number()
        let hasComma = take(",")
        let most = hasComma ? try number() : least
        guard take("}"), least != nil || most != nil else {
            rest = start
            return nil
        }
        return (least ?? 0, most)
    }

    private mutating func number() throws(RegularExpression.Flaw) -> Int? {
        var number: Int?
        while let scalar = rest.first, ("0"..."9").contains(scalar) {
            rest.removeFirst()
            // Far beyond what is allowed a number grows no more.
            number = min((number ?? 0) * 10 + Int(scalar.value - 0x30), Self.mostRepetitions * 10)
        }
        return number
    }
}
