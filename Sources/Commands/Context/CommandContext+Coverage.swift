import Offsets

extension CommandContext {
    /// Names everything that a capture lacks, each in a line of its own.
    func warn(of coverage: Coverage) {
        for broker in coverage.unreadableBrokers {
            warn("a broker did not list its groups, so some may be missing: \(broker)")
        }
        let offline = coverage.offlineOffsetsPartitions
        if !offline.isEmpty {
            let all = coverage.offsetsPartitionCount.map { "\(offline.count) of \($0)" } ?? "\(offline.count)"
            warn(
                "\(all) partitions of __consumer_offsets have no leader: "
                    + offline.map(String.init).joined(separator: ", ") + "; groups on them are missing"
            )
        }
        switch coverage.visibility.state {
        case .all: break
        case .limited:
            for limit in coverage.visibility.limits { warn("not everything can be seen: \(limit.reason)") }
        case .unknown:
            let reasons = coverage.visibility.limits.map(\.reason).joined(separator: "; ")
            warn("whether everything can be seen is not known" + (reasons.isEmpty ? "" : ": \(reasons)"))
        }
        for run in coverage.openRuns {
            let restore = SentinelGroup.isOne(GroupID(run)) ? "a restore (group \(run))" : "restore \(run)"
            warn("\(restore) was being committed during the capture: groups may be from before or after it")
        }
        if !coverage.unsupported.isEmpty {
            let reasons = Set(coverage.unsupported.map(\.reason)).sorted().joined(separator: "; ")
            let groups = coverage.unsupported.map(\.group.name)
            warn("\(Counted.text(groups.count, "group")) cannot be captured (\(Self.first(of: groups))): \(reasons)")
        }
        if !coverage.negativeOffsets.isEmpty {
            let held = coverage.negativeOffsets.map { "\($0.group.name) \($0.topicPartition) \($0.offset)" }
            warn(
                "\(Counted.text(held.count, "committed offset")) below 0, which Kafka's clients take for none, "
                    + "not captured: \(Self.first(of: held))"
            )
        }
        for failure in coverage.failed {
            warn("group \(failure.group.name) could not be read: \(failure.reason) (\(failure.code))")
        }
        for failure in coverage.unreadablePartitions {
            warn("the log of \(failure.topicPartition) could not be read: \(failure.reason) (\(failure.code))")
        }
    }

    /// So many are named in one line; the snapshot and JSON have all of them.
    private static let namedAtMost = 3

    private static func first(of names: [String]) -> String {
        let others = names.count - namedAtMost
        return names.prefix(namedAtMost).joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    }
}
