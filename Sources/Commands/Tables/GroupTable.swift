import Engine
import Offsets

/// The groups of a cluster as people read them: a row for each.
enum GroupTable {
    private static let table = Table(
        .text("GROUP"),
        .text("STATE"),
        .text("TYPE"),
        .number("MEMBERS"),
        .text("COORDINATOR").asDetail
    )

    static func write(_ groups: [InspectedGroup], to sink: OutputSink) {
        table.write(
            groups.lazy.map { group in
                [
                    Cell.text(group.group.name), Cell.text(group.state.rawValue), Cell.text(group.type.rawValue),
                    Cell.number(group.members), Cell.text(group.coordinator),
                ]
            },
            to: sink
        )
    }
}
