import Offsets

extension CommandContext {
    /// How many different causes are told: they are as many as there are groups only where each has its own.
    private static let longestCauses = 20
    /// How many names a cause comes with.
    private static let longestNames = 3

    /// Names everything that a capture lacks: a line for each cause, with the first names and how many there are.
    func warn(of coverage: Coverage) {
        warn(coverage.unreadableBrokers.map { (name: "a broker", cause: $0) }) { brokers, cause in
            let who = brokers.count == 1 ? "a broker" : "\(brokers.count) brokers"
            return
                "\(who) did not list \(brokers.count == 1 ? "its" : "their") groups, so some may be missing: \(cause)"
        }
        warn(coverage.failed.map { (name: $0.group.name, cause: "\($0.reason) (\($0.code))") }) { groups, cause in
            let what = groups.count == 1 ? "group \(groups[0])" : "\(groups.count) groups"
            return "\(what) could not be read: \(cause)\(Self.names(groups))"
        }
        warn(
            coverage.unreadablePartitions.map { (name: "\($0.topicPartition)", cause: "\($0.reason) (\($0.code))") }
        ) { partitions, cause in
            let what =
                partitions.count == 1 ? "the log of \(partitions[0])" : "the logs of \(partitions.count) partitions"
            return "\(what) could not be read: \(cause)\(Self.names(partitions))"
        }
    }

    /// Warns once for each cause, in the order of their first names.
    private func warn(_ failures: [(name: String, cause: String)], _ line: ([String], String) -> String) {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for failure in failures {
            if names[failure.cause] == nil { order.append(failure.cause) }
            names[failure.cause, default: []].append(failure.name)
        }
        for cause in order.prefix(Self.longestCauses) { warn(line(names[cause] ?? [], cause)) }
        let rest = order.dropFirst(Self.longestCauses)
        guard !rest.isEmpty else { return }
        let count = rest.reduce(0) { $0 + (names[$1]?.count ?? 0) }
        warn("and \(count) more for \(rest.count) other reasons; --json has them all")
    }

    private static func names(_ names: [String]) -> String {
        guard names.count > 1 else { return "" }
        let rest = names.count - longestNames
        return ": \(names.prefix(longestNames).joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
    }
}
