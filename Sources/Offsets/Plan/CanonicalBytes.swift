/// Values written one after another so that no two sequences of the same shape give the same bytes.
struct CanonicalBytes {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// A number, eight bytes, the highest first.
    mutating func append(_ number: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }

    /// A count, seven bits a byte, the lowest first; the top bit tells that more follow.
    mutating func append(count: Int) {
        var rest = UInt(bitPattern: count)
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A text: the count of its UTF-8 bytes, then these.
    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// A truth, one byte.
    mutating func append(isSet: Bool) {
        bytes.append(isSet ? 1 : 0)
    }

    /// Offset and metadata, or that there is none.
    mutating func append(_ offset: CommittedOffset?) {
        append(isSet: offset != nil)
        guard let offset else { return }
        append(offset.offset)
        append(offset.metadata.text)
    }

    /// A partition.
    mutating func append(_ topicPartition: TopicPartition) {
        append(topicPartition.topic)
        append(Int64(topicPartition.partition))
    }

    /// A source, its case by name.
    mutating func append(_ source: PlanSource) {
        switch source {
        case .snapshot(let snapshot, let moment):
            append("snapshot")
            append(snapshot.text)
            append(moment.description)
        case .run(let run):
            append("run")
            append(run)
        case .group(let group):
            append("group")
            append(group.name)
        case .positions(let words):
            append("positions")
            append(words)
        }
    }
}
