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
        warn(of: coverage.visibility)
        for run in coverage.openRuns {
            warn("restore \(run) was being committed during the capture: groups may be from before or after it")
        }
        for failure in coverage.unsupported {
            warn("group \(failure.group.name) cannot be captured: \(failure.reason) (\(failure.code))")
        }
        for held in coverage.negativeOffsets {
            warn("group \(held.group.name) holds \(held.offset) for \(held.topicPartition): negative, so not captured")
        }
        for failure in coverage.failed {
            warn("group \(failure.group.name) could not be read: \(failure.reason) (\(failure.code))")
        }
        for failure in coverage.unreadablePartitions {
            warn("the log of \(failure.topicPartition) could not be read: \(failure.reason) (\(failure.code))")
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
}
