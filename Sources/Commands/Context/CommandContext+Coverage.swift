import Offsets

extension CommandContext {
    /// Names everything that a capture lacks, each in a line of its own.
    func warn(of coverage: Coverage) {
        for broker in coverage.unreadableBrokers {
            warn("a broker did not list its groups, so some may be missing: \(broker)")
        }
        for failure in coverage.failed {
            warn("group \(failure.group.name) could not be read: \(failure.reason) (\(failure.code))")
        }
        for failure in coverage.unreadablePartitions {
            warn("the log of \(failure.topicPartition) could not be read: \(failure.reason) (\(failure.code))")
        }
    }
}
