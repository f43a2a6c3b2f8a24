import Offsets

/// Groups and their offsets as people read them: a row for each partition.
struct OffsetTable {
    private static let groupColumns: [TableColumn] = [.text("GROUP"), .text("STATE")]
    private static let offsetColumns: [TableColumn] = [
        .text("TOPIC"), .number("PARTITION"), .number("OFFSET"), .number("LAG"), .number("LOG START"),
        .number("LOG END"), .text("METADATA"),
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
