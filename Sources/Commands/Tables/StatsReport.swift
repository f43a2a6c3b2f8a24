import Engine
import Offsets
import Store

/// What the groups of a cluster amount to, as people and programs read it.
struct StatsReport: CommandResult {
    private static let unknown = "unknown"
    private static let lagging = Table(
        .text("GROUP"),
        .text("STATE").asDetail,
        .number("LAG"),
        .number("UNKNOWN LAG").asDetail
    )
    private static let standing = Table(.text("GROUP"), .text("STATE").asDetail, .number("LAG"), .number("UNMOVED FOR"))
    private static let empty = Table(
        .text("GROUP"),
        .text("TYPE").asDetail,
        .number("OFFSETS").asDetail,
        .number("LAG"),
        .number("EMPTY FOR"),
        .number("EXPIRES")
    )
    private static let strays = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .number("OFFSET"),
        .number("LOG START").asDetail,
        .number("LOG END").asDetail
    )

    let stats: GroupStats
    /// So many rows each table has at most; a document has all.
    let rows: Int

    func writeTable(to sink: OutputSink) {
        let lag = stats.lag.map { "\($0)" } ?? (stats.offsetCount == 0 ? "0" : Self.unknown)
        let missing = stats.unknownLags > 0 ? ", unknown of \(Counted.text(stats.unknownLags, "offset"))" : ""
        sink.writeLine("cluster: \(Cell.text(stats.cluster))")
        sink.writeLine("groups: \(stats.listed.groups.count)\(Self.words(stats.states))")
        sink.writeLine("kinds: \(stats.types.isEmpty ? Cell.none : "")\(Self.words(stats.types, isBare: true))")
        sink.writeLine("offsets: \(stats.offsetCount), outside their logs: \(stats.strays.count)")
        sink.writeLine("lag: \(lag)\(missing)")
        sink.writeLine(
            "offsets of empty groups are kept for: \(stats.retention.map(DurationText.text) ?? Self.unknown)"
        )
        let past = stats.snapshots.last.map {
            "\(Counted.text(stats.snapshots.count, "snapshot")), the oldest \(Age.short($0.finishedAt, now: stats.moment)) old"
        }
        sink.writeLine("compared with: \(past ?? "no snapshot, so what came before is unknown")")
        let after = DurationText.text(stats.staleAfter)
        if stats.stale == nil {
            sink.writeLine("standing still for \(after): \(Self.unknown), no snapshot is as old")
        }
        write("Most lag", stats.behind, Self.lagging, to: sink) { group in
            [
                Cell.text(group.held.group.name), Cell.text(group.held.state.rawValue), Cell.number(group.lag.records),
                Cell.count(group.lag.unknown),
            ]
        }
        write("Behind and standing still for \(after) or longer", stats.stale ?? [], Self.standing, to: sink) { group in
            [
                Cell.text(group.held.group.name), Cell.text(group.held.state.rawValue), Cell.number(group.lag.records),
                since(group.standing.unchangedSince),
            ]
        }
        write("Without members", stats.withoutMembers, Self.empty, to: sink) { group in
            [
                Cell.text(group.held.group.name), Cell.text(group.held.type.rawValue),
                Cell.number(group.lag.offsets), Cell.number(group.lag.records), since(group.standing.emptySince),
                expires(group.expiry),
            ]
        }
        write("Outside their logs", stats.strays, Self.strays, to: sink) { stray in
            [
                Cell.text(stray.group.name), Cell.text(stray.offset.topic), Cell.number(stray.offset.partition),
                Cell.number(stray.offset.offset), Cell.number(stray.log.start), Cell.number(stray.log.end),
            ]
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("cluster", stats.cluster)
        json.member("at", stats.moment)
        json.member("groups", stats.listed.groups.count)
        json.member("states", array: stats.states.map { CountPayload(key: "state", name: $0.name, count: $0.count) })
        json.member("types", array: stats.types.map { CountPayload(key: "type", name: $0.name, count: $0.count) })
        json.member("offsets", stats.offsetCount)
        json.member("lag", stats.lag)
        json.member("unknownLags", stats.unknownLags)
        json.member("behind", array: stats.behind.map(GroupStatsPayload.init))
        json.member("outside", array: stats.strays.map(StrayPayload.init))
        json.member("withoutMembers", array: stats.withoutMembers.map(GroupStatsPayload.init))
        json.member("staleAfterSeconds", stats.staleAfter.components.seconds)
        if let stale = stats.stale {
            json.member("stale", array: stale.map(GroupStatsPayload.init))
        } else {
            json.member("stale", nil as String?)
        }
        json.member("offsetsRetentionSeconds", stats.retention?.components.seconds)
        json.member("snapshots", array: stats.snapshots.map(\.id.text))
        stats.listed.writeCoverage(stats.offsets, to: &json)
    }

    /// ` (3 Empty, 1 Stable)`.
    private static func words(_ counts: [(name: String, count: Int)], isBare: Bool = false) -> String {
        guard !counts.isEmpty else { return "" }
        let words = counts.map { "\($0.count) \(Cell.text($0.name))" }.joined(separator: ", ")
        return isBare ? words : " (\(words))"
    }

    /// At least how long, from a moment; unknown where no snapshot tells.
    private func since(_ moment: Timestamp?) -> String {
        moment.map { Age.short($0, now: stats.moment) } ?? Self.unknown
    }

    private func expires(_ moment: Timestamp?) -> String {
        guard let moment else { return Self.unknown }
        return moment <= stats.moment ? "any time" : Age.short(moment, now: stats.moment)
    }

    private func write<Element>(
        _ title: String,
        _ all: [Element],
        _ table: Table,
        to sink: OutputSink,
        _ cells: (Element) -> [String]
    ) {
        guard !all.isEmpty, rows > 0 else { return }
        sink.writeLine("")
        sink.writeLine(sink.style.bold("\(title): \(all.count)"))
        table.write(all.prefix(rows).map(cells), to: sink)
        if all.count > rows { sink.writeLine("… and \(all.count - rows) more") }
    }
}

/// The object `{"state", "groups"}` or `{"type", "groups"}`.
private struct CountPayload: JSONPayload {
    let key: StaticString
    let name: String
    let count: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member(key, name)
            json.member("groups", count)
        }
    }
}

/// A group of a summary.
private struct GroupStatsPayload: JSONPayload {
    let group: GroupStats.Group

    init(_ group: GroupStats.Group) {
        self.group = group
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.held.group.name)
            json.member("state", group.held.state.rawValue)
            json.member("type", group.held.type.rawValue)
            json.member("offsets", group.lag.offsets)
            json.member("lag", group.lag.records)
            json.member("unknownLags", group.lag.unknown)
            json.member("unchangedSince", group.standing.unchangedSince)
            json.member("emptySince", group.standing.emptySince)
            json.member("expiresBy", group.expiry)
        }
    }
}

/// The object `{"group", "topic", "partition", "offset", "logStart", "logEnd"}`.
private struct StrayPayload: JSONPayload {
    let stray: GroupStats.Stray

    init(_ stray: GroupStats.Stray) {
        self.stray = stray
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", stray.group.name)
            json.member("topic", stray.offset.topic)
            json.member("partition", stray.offset.partition)
            json.member("offset", stray.offset.offset)
            json.member("logStart", stray.log.start)
            json.member("logEnd", stray.log.end)
        }
    }
}
