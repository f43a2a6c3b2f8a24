/// Follows all ways through an expression at once, scalar by scalar: no scalar of a text is looked at twice.
struct ExpressionSearch {
    /// Where the ways stand that are followed at one position, the preferred first, with the positions each remembers.
    private struct Ways {
        var places: [Int] = []
        private var isThere: [Bool]
        private var saved: [Int]
        private let saveCount: Int

        init(_ program: ExpressionProgram) {
            isThere = [Bool](repeating: false, count: program.instructions.count)
            saved = [Int](repeating: ExpressionSearch.notSaved, count: program.instructions.count * program.saveCount)
            saveCount = program.saveCount
        }

        /// Whether this is the first way to come to an instruction; a later one is never preferred.
        mutating func visit(_ place: Int) -> Bool {
            guard !isThere[place] else { return false }
            isThere[place] = true
            return true
        }

        mutating func add(_ place: Int, _ positions: [Int]) {
            places.append(place)
            for (index, position) in positions.enumerated() { saved[place * saveCount + index] = position }
        }

        func positions(at place: Int) -> [Int] { Array(saved[place * saveCount..<(place + 1) * saveCount]) }

        mutating func removeAll() {
            places.removeAll(keepingCapacity: true)
            for index in isThere.indices { isThere[index] = false }
        }
    }

    private enum Step {
        case visit(Int)
        case restore(Int, Int)
    }

    private static let notSaved = -1

    private let program: ExpressionProgram
    private let text: [Unicode.Scalar]
    private var present: Ways
    private var next: Ways

    /// A search in a text.
    init(_ program: ExpressionProgram, in text: [Unicode.Scalar]) {
        self.program = program
        self.text = text
        present = Ways(program)
        next = Ways(program)
    }

    /// The first match at or behind a position.
    ///
    /// - Parameters:
    ///   - start: where to begin, up to the length of the text.
    ///   - isWhole: whether only a match from there to the end of the text counts.
    /// - Returns: All of it and what its groups caught, `nil` when there is none.
    mutating func match(from start: Int, isWhole: Bool = false) -> [Range<Int>?]? {
        let nothing = [Int](repeating: Self.notSaved, count: program.saveCount)
        var found: [Int]?
        present.removeAll()
        for position in start...text.count {
            // A match that begins further left is preferred.
            if found == nil, position == start || !isWhole { Self.enter(0, nothing, position, text, program, &present) }
            guard !present.places.isEmpty else {
                if found != nil || isWhole { break }
                // What was tried here and led nowhere is to be tried again at the next position.
                present.removeAll()
                continue
            }
            next.removeAll()
            follow: for place in present.places {
                switch program.instructions[place] {
                case .scalar(let set):
                    guard position < text.count, set.contains(text[position]) else { continue }
                    Self.enter(place + 1, present.positions(at: place), position + 1, text, program, &next)
                case .match:
                    guard !isWhole || position == text.count else { continue }
                    found = present.positions(at: place)
                    break follow
                case .place, .save, .jump, .split: continue
                }
            }
            swap(&present, &next)
        }
        return found.map { positions in
            stride(from: 0, to: positions.count, by: 2).map { index in
                let (lower, upper) = (positions[index], positions[index + 1])
                return lower == Self.notSaved || upper < lower ? nil : lower..<upper
            }
        }
    }

    /// Goes on from an instruction to all that look at the next scalar.
    private static func enter(
        _ place: Int,
        _ positions: [Int],
        _ position: Int,
        _ text: [Unicode.Scalar],
        _ program: ExpressionProgram,
        _ ways: inout Ways
    ) {
        var positions = positions
        var open = [Step.visit(place)]
        while let step = open.popLast() {
            switch step {
            case .restore(let index, let position): positions[index] = position
            case .visit(let place):
                guard ways.visit(place) else { continue }
                switch program.instructions[place] {
                case .jump(let target): open.append(.visit(target))
                case .split(let preferred, let other):
                    open.append(.visit(other))
                    open.append(.visit(preferred))
                case .save(let index):
                    open.append(.restore(index, positions[index]))
                    open.append(.visit(place + 1))
                    positions[index] = position
                case .place(let wanted):
                    if wanted.isAt(position, in: text) { open.append(.visit(place + 1)) }
                case .scalar, .match: ways.add(place, positions)
                }
            }
        }
    }
}
