import Engine
import Offsets

/// The groups of a cluster as people read them: a row for each.
enum GroupTable {
    /// What nobody asked for has no cells, and so no column.
    private static let table = Table(
        .text("GROUP"),
        .text("STATE"),
        .text("TYPE").asDetail,
        .number("MEMBERS").asDetail,
        .number("LAG"),
        .number("UNKNOWN LAG").asDetail,
        .number("REWINDABLE"),
        .number("RATE"),
        .number("TO ZERO"),
        .text("COORDINATOR").asDetail
    )

    static func write(_ groups: [GroupSight], to sink: OutputSink, showsRewindable: Bool) {
        table.write(
            groups.lazy.map { sight in
                [
                    Cell.text(sight.group.group.name), Cell.text(sight.group.state.rawValue),
                    Cell.text(sight.group.type.rawValue), Cell.number(sight.group.members),
                    Cell.number(sight.lag?.records), Cell.count(sight.lag?.unknown ?? 0),
                    showsRewindable ? Cell.number(sight.lag?.rewindable) : Cell.none, Cell.rate(sight.consumption),
                    Cell.timeToZero(sight.consumption), Cell.text(sight.group.coordinator),
                ]
            },
            to: sink
        )
    }
}
