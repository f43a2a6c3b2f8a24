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
    private static let groupColumns: [TableColumn] = [.text("GROUP"), .text("STATE")]
    private static let offsetColumns: [TableColumn] = [
        .text("TOPIC"), .number("PARTITION"), .number("OFFSET"), .number("LAG"), .number("LOG START").asDetail,
        .number("LOG END").asDetail, .freeText("METADATA"),
    ]

    let groups: [GroupOffsets]
    let bounds: LogBoundsIndex
    /// How many members each group has, a group without an entry is not known; `nil` for no such column.
    var members: [GroupID: Int]?

    /// A row for each committed offset, and one for a group without any.
    func write(to sink: OutputSink) {
        let rows = groups.lazy.flatMap { group in
            group.offsets.isEmpty ? [row(group, nil)] : group.offsets.map { row(group, $0) }
        }
        let memberColumns: [TableColumn] = members == nil ? [] : [.number("MEMBERS")]
        Table(Self.groupColumns + memberColumns + Self.offsetColumns).write(AnyCollection(rows), to: sink)
    }

    /// A row for each group: how many topics and offsets, and how far it is behind over all partitions whose logs are known.
    func writeGroups(to sink: OutputSink) {
        Self.sums.write(groups.lazy.map(sumRow), to: sink)
    }

    private func sumRow(_ group: GroupOffsets) -> [String] {
        var (topics, known, lag) = (0, 0, Int64(0))
        var topic: String?
        for offset in group.offsets {
            if offset.topic != topic { (topic, topics) = (offset.topic, topics + 1) }
            guard let bounds = bounds.bounds(of: offset) else { continue }
            known += 1
            let (sum, isBeyond) = lag.addingReportingOverflow(Lag.records(behind: bounds, at: offset))
            lag = isBeyond ? .max : sum
        }
        let unknown = group.offsets.count - known
        return [
            Cell.text(group.group.name), Cell.text(group.state.rawValue), Cell.number(topics),
            Cell.number(group.offsets.count), known == 0 ? Cell.none : Cell.number(lag),
            unknown == 0 ? Cell.none : Cell.number(unknown),
        ]
    }

    private func row(_ group: GroupOffsets, _ offset: CommittedOffset?) -> [String] {
        let bounds = offset.flatMap(bounds.bounds)
        let lag = offset.flatMap { offset in bounds.map { Lag.records(behind: $0, at: offset) } }
        let memberCell = members.map { [Cell.number($0[group.group])] } ?? []
        return [Cell.text(group.group.name), Cell.text(group.state.rawValue)] + memberCell + [
            Cell.text(offset?.topic), Cell.number(offset?.partition), Cell.number(offset?.offset), Cell.number(lag),
            Cell.number(bounds?.start), Cell.number(bounds?.end),
            offset?.metadata == OffsetMetadata.none ? Cell.none : Cell.text(offset?.metadata.text),
        ]
    }
}
