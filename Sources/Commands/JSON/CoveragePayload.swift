import Offsets

/// C: what a capture was to hold and what it lacks.
struct CoveragePayload: JSONPayload {
    let coverage: Coverage

    init(_ coverage: Coverage) {
        self.coverage = coverage
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("listed", coverage.listed)
            json.member("selected", coverage.selected)
            json.member("captured", coverage.captured)
            json.member("failed", array: coverage.failed.map(GroupFailurePayload.init))
            json.member("unreadableBrokers", array: coverage.unreadableBrokers)
            json.member("unreadablePartitions", array: coverage.unreadablePartitions.map(PartitionFailurePayload.init))
            json.member("offlineOffsetsPartitions", array: coverage.offlineOffsetsPartitions)
            json.member("offsetsPartitions", coverage.offsetsPartitionCount)
            json.member("visibility", VisibilityPayload(coverage.visibility))
            json.member("unsupported", array: coverage.unsupported.map(GroupFailurePayload.init))
            json.member("negativeOffsets", array: coverage.negativeOffsets.map(NegativeOffsetPayload.init))
            json.member("openRuns", array: coverage.openRuns)
        }
    }
}

/// The object `{"group", "topic", "partition", "offset"}` of a committed offset below 0.
private struct NegativeOffsetPayload: JSONPayload {
    let held: NegativeOffset

    init(_ held: NegativeOffset) {
        self.held = held
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", held.group.name)
            json.member("topic", held.topicPartition.topic)
            json.member("partition", held.topicPartition.partition)
            json.member("offset", held.offset)
        }
    }
}

/// The object `{"group", "code", "reason"}`.
struct GroupFailurePayload: JSONPayload {
    let failure: GroupFailure

    init(_ failure: GroupFailure) {
        self.failure = failure
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", failure.group.name)
            json.member("code", failure.code)
            json.member("reason", failure.reason)
        }
    }
}

/// The object `{"topic", "partition", "code", "reason"}`.
struct PartitionFailurePayload: JSONPayload {
    let failure: PartitionFailure

    init(_ failure: PartitionFailure) {
        self.failure = failure
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", failure.topicPartition.topic)
            json.member("partition", failure.topicPartition.partition)
            json.member("code", failure.code)
            json.member("reason", failure.reason)
        }
    }
}

/// The object `{"state", "reasons", "accepted", "hiddenGroups", "hiddenTopics"}`: whether everything could be seen.
struct VisibilityPayload: JSONPayload {
    let visibility: Visibility

    init(_ visibility: Visibility) {
        self.visibility = visibility
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("state", visibility.state.rawValue)
            json.member("reasons", array: visibility.limits.map(\.reason))
            json.member("accepted", visibility.isAccepted)
            json.member(
                "hiddenGroups",
                array: visibility.hiddenNames(.listing) + visibility.hiddenNames(.groups)
            )
            json.member("hiddenTopics", array: visibility.hiddenNames(.topics))
        }
    }
}
