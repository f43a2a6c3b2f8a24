import Offsets

/// Groups and their offsets as people read them: a row for each partition.
struct OffsetTable {
    private static let table = Table(
        .text("GROUP"),
        .text("STATE"),
        .number("MEMBERS"),
        .text("TOPIC"),
        .number("PARTITION"),
        .number("OFFSET"),
        .number("LAG"),
        .number("LOG START"),
        .number("LOG END"),
        .text("METADATA")
    )

    let groups: [GroupOffsets]
    let bounds: LogBoundsIndex
    /// How many members each group has; a group without an entry is not known.
    var members: [GroupID: Int] = [:]

    /// A row for each committed offset, and one for a group without any.
    func write(to sink: OutputSink) {
        let rows = groups.lazy.flatMap { group in
            group.offsets.isEmpty ? [row(group, nil)] : group.offsets.map { row(group, $0) }
        }
        Self.table.write(AnyCollection(rows), to: sink)
    }

    private func row(_ group: GroupOffsets, _ offset: CommittedOffset?) -> [String] {
        let bounds = offset.flatMap(bounds.bounds)
        let lag = offset.flatMap { offset in bounds.map { Lag.records(behind: $0, at: offset) } }
        return [
            Cell.text(group.group.name), group.state.rawValue, Cell.number(members[group.group]),
            Cell.text(offset?.topic), Cell.number(offset?.partition), Cell.number(offset?.offset), Cell.number(lag),
            Cell.number(bounds?.start), Cell.number(bounds?.end),
            offset?.metadata == OffsetMetadata.none ? Cell.none : Cell.text(offset?.metadata.text),
        ]
    }
}
