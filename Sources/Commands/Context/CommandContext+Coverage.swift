import Offsets

extension CommandContext {
    /// Names everything that a capture lacks: a line for each cause, with the first names and how many there are.
    func warn(of coverage: Coverage) {
        warn(Causes(coverage.unreadableBrokers.map { (name: "a broker", cause: $0) })) { brokers, cause in
            brokers.count == 1
                ? "a broker did not list its groups, so some may be missing: \(cause)"
                : "\(brokers.count) brokers did not list their groups, so some may be missing: \(cause)"
        }
        warn(
            of: OffsetsPartitions(
                count: coverage.offsetsPartitionCount,
                unheard: coverage.offlineOffsetsPartitions
            )
        )
        warn(of: coverage.visibility)
        for run in coverage.openRuns {
            let restore = SentinelGroup.isOne(GroupID(run)) ? "a restore (group \(run))" : "restore \(run)"
            warn("\(restore) was being committed during the capture: groups may be from before or after it")
        }
        warn(Causes(coverage.unsupported)) { groups, cause in
            "\(Self.groups(groups)) cannot be captured: \(cause)\(Causes.first(of: groups))"
        }
        let negative = coverage.negativeOffsets.map { "\($0.group.name) \($0.topicPartition) \($0.offset)" }
        warn(Causes(negative.map { (name: $0, cause: "which Kafka's clients take for none, not captured") })) {
            held,
            cause in
            "\(Counted.text(held.count, "committed offset")) below 0, \(cause)"
                + (held.count == 1 ? ": \(held[0])" : Causes.first(of: held))
        }
        warn(Causes(coverage.failed)) { groups, cause in
            "\(Self.groups(groups)) could not be read: \(cause)\(Causes.first(of: groups))"
        }
        warn(
            Causes(
                coverage.unreadablePartitions.map { failure in
                    (name: "\(failure.topicPartition)", cause: "\(failure.reason) (\(failure.code))")
                }
            )
        ) { partitions, cause in
            let what =
                partitions.count == 1 ? "the log of \(partitions[0])" : "the logs of \(partitions.count) partitions"
            return "\(what) could not be read: \(cause)\(Causes.first(of: partitions))"
        }
    }

    /// Says what could not be seen, a reason a line; all in one where that is meant.
    func warn(of visibility: Visibility) {
        let reasons = visibility.limits.map(\.reason)
        switch visibility.state {
        case .all: break
        case .limited where visibility.isAccepted:
            warn("not everything can be seen, as accepted: \(reasons.joined(separator: "; "))")
        case .limited: for reason in reasons { warn("not everything can be seen: \(reason)") }
        case .unknown:
            let words = reasons.isEmpty ? "" : ": \(reasons.joined(separator: "; "))"
            warn("whether everything can be seen is not known\(words)")
        }
    }

    /// Names the partitions of `__consumer_offsets` whose groups could not be listed.
    func warn(of offsets: OffsetsPartitions) {
        if !offsets.unheard.isEmpty { warn("\(offsets.words); groups on them are missing") }
    }

    /// Warns once for each cause.
    private func warn(_ causes: Causes, _ line: (_ names: [String], _ cause: String) -> String) {
        for cause in causes.told { warn(line(cause.names, cause.text)) }
        if let rest = causes.rest { warn(rest) }
    }

    private static func groups(_ names: [String]) -> String {
        names.count == 1 ? "group \(names[0])" : "\(names.count) groups"
    }
}

extension Causes {
    fileprivate init(_ failures: [GroupFailure]) {
        self.init(failures.map { (name: $0.group.name, cause: "\($0.reason) (\($0.code))") })
    }
}
