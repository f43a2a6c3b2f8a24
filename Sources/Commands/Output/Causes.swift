/// Failures by their cause: thousands have the same, and a person wants each told once.
struct Causes {
    /// How many different causes are told; there are more only where nearly each failure has its own.
    private static let mostCauses = 20
    /// How many names a cause comes with.
    private static let mostNames = 3

    /// A cause and what failed for it, in the order given.
    struct Cause: Hashable {
        let text: String
        /// The place of its first failure among those given.
        let first: Int
        var names: [String]
    }

    private let causes: [Cause]

    /// Failures, each with its cause in words.
    init(_ failures: [(name: String, cause: String)]) {
        var causes: [Cause] = []
        var places: [String: Int] = [:]
        for (index, failure) in failures.enumerated() {
            if let place = places[failure.cause] {
                causes[place].names.append(failure.name)
            } else {
                places[failure.cause] = causes.count
                causes.append(Cause(text: failure.cause, first: index, names: [failure.name]))
            }
        }
        self.causes = causes
    }

    /// The causes to be told, in the order of their first failures.
    var told: ArraySlice<Cause> { causes.prefix(Self.mostCauses) }

    /// What is to be said of the others; `nil` where there are none.
    var rest: String? {
        let others = causes.dropFirst(Self.mostCauses)
        guard !others.isEmpty else { return nil }
        let count = others.reduce(0) { $0 + $1.names.count }
        return "and \(count) more, for \(others.count) other reasons; --json has them all"
    }

    /// The first of several names, for the end of a line; empty for one, which stands at its beginning.
    static func first(of names: [String]) -> String {
        guard names.count > 1 else { return "" }
        let rest = names.count - mostNames
        return ": \(names.prefix(mostNames).joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
    }
}
