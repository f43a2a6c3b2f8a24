import Offsets

/// Groups and their offsets as people read them: a row for each partition, or for each group.
struct OffsetTable {
    private static let sums = Table(
        .text("GROUP"),
        .text("STATE"),
        .number("TOPICS"),
        .number("OFFSETS"),
        .number("LAG"),
        .number("UNKNOWN LAG")
    )
    private static let partitions = Table(
        .text("GROUP"),
        .text("STATE").asDetail,
        .text("TOPIC"),
        .number("PARTITION"),
        .number("OFFSET"),
        .number("LAG"),
        .number("LOG START").asDetail,
        .number("LOG END").asDetail,
        .freeText("METADATA")
    )

    let groups: [GroupOffsets]
    let bounds: LogBoundsIndex

    /// A row for each committed offset, and one for a group without any.
    func write(to sink: OutputSink) {
        let rows = groups.lazy.flatMap { group in
            group.offsets.isEmpty ? [row(group, nil)] : group.offsets.map { row(group, $0) }
        }
        Self.partitions.write(rows, to: sink)
    }

    /// A row for each group: how many topics and offsets, and how far it is behind over all partitions whose logs are known.
    func writeGroups(to sink: OutputSink) {
        Self.sums.write(groups.lazy.map(sumRow), to: sink)
    }

    private func sumRow(_ group: GroupOffsets) -> [String] {
        let lag = GroupLag(of: group, in: bounds)
        return [
            Cell.text(group.group.name), Cell.text(group.state.rawValue), Cell.number(lag.topics),
            Cell.number(lag.offsets), Cell.number(lag.records), Cell.count(lag.unknown),
        ]
    }

    private func row(_ group: GroupOffsets, _ offset: CommittedOffset?) -> [String] {
        let bounds = offset.flatMap(bounds.bounds)
        let lag = offset.flatMap { offset in bounds.map { Lag.records(behind: $0, at: offset) } }
        return [
            Cell.text(group.group.name), Cell.text(group.state.rawValue), Cell.text(offset?.topic),
            Cell.number(offset?.partition), Cell.number(offset?.offset), Cell.number(lag),
            Cell.number(bounds?.start), Cell.number(bounds?.end),
            offset?.metadata == OffsetMetadata.none ? Cell.none : Cell.text(offset?.metadata.text),
        ]
    }
}
