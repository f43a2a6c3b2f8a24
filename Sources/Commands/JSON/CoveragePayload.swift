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
