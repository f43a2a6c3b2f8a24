/// A regular expression as instructions for ``ExpressionSearch``.
struct ExpressionProgram: Hashable, Sendable {
    /// What is done at one place of the expression.
    enum Instruction: Hashable, Sendable {
        /// Go on with the next instruction behind a scalar of the set.
        case scalar(ScalarSet)
        /// Go on with the next instruction at such a place.
        case place(ExpressionPlace)
        /// Remember the position: two for each group, its beginning and its end.
        case save(Int)
        /// Go on there.
        case jump(Int)
        /// Go on at both, the first being preferred.
        case split(Int, Int)
        /// The end of the expression.
        case match
    }

    /// More instructions are a mistake; a search costs up to so many steps for each scalar of a name.
    private static let longest = 10_000

    /// The instructions; the first one begins.
    private(set) var instructions: [Instruction] = []
    /// How many positions a match has.
    let saveCount: Int

    /// Compiles an expression.
    init(_ node: ExpressionNode, groupCount: Int) throws(RegularExpression.Flaw) {
        saveCount = 2 * (groupCount + 1)
        try add(.save(0))
        try append(node)
        try add(.save(1))
        try add(.match)
    }

    private mutating func add(_ instruction: Instruction) throws(RegularExpression.Flaw) {
        guard instructions.count < Self.longest else {
            throw RegularExpression.Flaw("the expression is too long, its repetitions written out")
        }
        instructions.append(instruction)
    }

    private mutating func append(_ node: ExpressionNode) throws(RegularExpression.Flaw) {
        switch node {
        case .scalar(let set): try add(.scalar(set))
        case .place(let place): try add(.place(place))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let nodes): try append(choice: nodes)
        case .group(let node, let number):
            try add(.save(2 * number))
            try append(node)
            try add(.save(2 * number + 1))
        case .repeated(let node, let least, let most, let isLazy):
            for _ in 0..<least { try append(node) }
            if let most {
                try append(optional: node, count: most - least, isLazy: isLazy)
            } else {
                try append(unlimited: node, isLazy: isLazy)
            }
        }
    }

    private mutating func append(choice nodes: [ExpressionNode]) throws(RegularExpression.Flaw) {
        var ends: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try append(node)
                break
            }
            let split = instructions.count
            try add(.split(split + 1, split + 1))
            try append(node)
            ends.append(instructions.count)
            try add(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func append(
        optional node: ExpressionNode,
        count: Int,
        isLazy: Bool
    ) throws(RegularExpression.Flaw) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(instructions.count)
            try add(.split(0, 0))
            try append(node)
        }
        for split in splits { instructions[split] = branch(to: split + 1, past: instructions.count, isLazy) }
    }

    /// `node*`; what can be empty is tried once before it may be repeated, so that the empty text counts where it comes
    /// first.
    private mutating func append(
        unlimited node: ExpressionNode,
        isLazy: Bool
    ) throws(RegularExpression.Flaw) {
        let start = instructions.count
        try add(.split(0, 0))
        let body = instructions.count
        try append(node)
        if node.canBeEmpty {
            let again = instructions.count
            try add(.split(0, 0))
            instructions[again] = branch(to: body, past: again + 1, isLazy)
        } else {
            try add(.jump(start))
        }
        instructions[start] = branch(to: body, past: instructions.count, isLazy)
    }

    private func branch(to inside: Int, past outside: Int, _ isLazy: Bool) -> Instruction {
        isLazy ? .split(outside, inside) : .split(inside, outside)
    }
}
