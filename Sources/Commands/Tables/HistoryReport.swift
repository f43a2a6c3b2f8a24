import Offsets
import Store

/// What a group held from snapshot to snapshot.
struct HistoryReport: CommandResult {
    private static let table = Table(
        .text("SNAPSHOT"),
        .text("TAKEN"),
        .number("OFFSETS"),
        .number("LAG"),
        .number("FORWARD"),
        .number("BACK"),
        .number("NEW"),
        .number("LOST"),
        .freeText("CHANGE").problems(GroupHistory.Damage.allCases.map(words))
    )
    private static let partitions = Table(
        .text("SNAPSHOT"),
        .text("TAKEN"),
        .text("TOPIC"),
        .number("PARTITION"),
        .number("OFFSET"),
        .number("MOVED"),
        .number("LAG"),
        .freeText("METADATA")
    )
    private static let heading = [
        "snapshot", "at", "state", "topic", "partition", "offset", "movement", "leaderEpoch", "metadata", "logStart",
        "logEnd", "lag",
    ]

    let history: GroupHistory
    let cluster: ClusterName
    /// The ids of the snapshots, short.
    let ids: ShortIDs
    /// The points that are told of: snapshots that were taken of other groups are counted alone.
    let points: [GroupHistory.Point]
    /// What could not be read and may hold the group.
    let unreadable: [DamagedFile]
    /// The command line that puts back what the group held before it was moved in a way that consuming does not.
    let putBack: String?
    /// The columns of the terminal for which lag is drawn; `nil` for no drawing.
    let plotWidth: Int?
    /// Whether its table has a row for every partition instead of every snapshot.
    let isVerbose: Bool

    /// The report of a history.
    init(
        _ history: GroupHistory,
        of cluster: ClusterName,
        ids: ShortIDs,
        unreadable: [DamagedFile],
        putBack: String?,
        plotWidth: Int?,
        isVerbose: Bool
    ) {
        self.history = history
        self.cluster = cluster
        self.ids = ids
        points = history.points.filter { $0.standing != .untold(.notSelected) }
        self.unreadable = unreadable
        self.putBack = putBack
        self.plotWidth = plotWidth
        self.isVerbose = isVerbose
    }

    var remarks: [Message] {
        let about = Message.fields(history.group, nil)
        let others = history.points.count - points.count
        let left = others == 0 ? "" : "; \(Counted.text(others, "snapshot")) taken of other groups left out"
        var remarks = [
            Message(
                .note,
                "group \(history.group.name) of cluster \(Cell.cluster(cluster)) in "
                    + "\(Counted.text(points.count, "snapshot"))\(left)",
                about: about
            )
        ]
        let unknown = points.count { $0.unknownLags > 0 }
        if unknown > 0 {
            remarks.append(
                Message(
                    .note,
                    "+? behind a lag: the logs of some partitions are not known in \(Counted.text(unknown, "snapshot"))",
                    about: about
                )
            )
        }
        return remarks
    }

    func writeTable(to sink: OutputSink) {
        if isVerbose {
            Self.partitions.write(AnyCollection(points.lazy.flatMap(partitionRows)), to: sink)
        } else {
            Self.table.write(points.lazy.map(row), to: sink)
        }
        guard let plotWidth else { return }
        let plot = LagPlot(points.map { (at: $0.at, lag: $0.totalLag) }, width: plotWidth)
        guard !plot.lines.isEmpty else { return }
        sink.writeLine("")
        for line in plot.lines { sink.writeLine(line) }
    }

    func writeRows(to sink: OutputSink) {
        sink.writeLine(CommaSeparated.row(Self.heading))
        for point in points {
            let beginning = [point.snapshot.text, point.at.description, Self.name(of: point.standing)]
            if point.offsets.isEmpty {
                sink.writeLine(CommaSeparated.row(beginning + [String](repeating: "", count: 9)))
            }
            for held in point.offsets {
                let offset = held.offset
                sink.writeLine(
                    CommaSeparated.row(
                        beginning + [
                            offset.topic, "\(offset.partition)", "\(offset.offset)", held.movement?.description ?? "",
                            offset.leaderEpoch?.description ?? "", offset.metadata.text,
                            held.bounds?.start.description ?? "", held.bounds?.end.description ?? "",
                            Self.lag(of: held)?.description ?? "",
                        ]
                    )
                )
            }
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("group", history.group.name)
        json.member("cluster", ClusterPayload(cluster))
        json.member("points", array: points.lazy.map(HistoryPointPayload.init))
        json.member("leftOut", history.points.count - points.count)
        json.member("unreadable", array: unreadable.lazy.map(DamagedFilePayload.init))
        json.key("putBack")
        guard let incident = history.lastIncident, let putBack else { return json.value(String?.none) }
        json.object { json in
            json.member("damage", incident.damage.rawValue)
            json.member("snapshot", incident.before.text)
            json.member("after", incident.after.text)
            json.member("command", putBack)
        }
    }

    private func row(_ point: GroupHistory.Point) -> [String] {
        func positive(_ number: (some BinaryInteger)?) -> String {
            number.map { $0 == 0 ? Cell.none : Cell.number($0) } ?? Cell.none
        }
        let isHeld = point.standing == .held
        let lag = Cell.number(point.totalLag) + (point.totalLag != nil && point.unknownLags > 0 ? "+?" : "")
        return [
            ids.text(point.snapshot), Cell.minute(point.at), isHeld ? Cell.number(point.offsetCount) : Cell.none, lag,
            positive(point.step?.forward), positive(point.step?.back), positive(point.step?.added),
            positive(point.step?.removed), Self.change(in: point),
        ]
    }

    private func partitionRows(_ point: GroupHistory.Point) -> [[String]] {
        let beginning = [ids.text(point.snapshot), Cell.minute(point.at)]
        guard !point.offsets.isEmpty else {
            let change = Self.change(in: point)
            return [beginning + [String](repeating: Cell.none, count: 5) + [change]]
        }
        return point.offsets.map { held in
            let offset = held.offset
            return beginning + [
                Cell.text(offset.topic), Cell.number(offset.partition), Cell.number(offset.offset),
                Cell.movement(held.movement), Cell.number(Self.lag(of: held)),
                offset.metadata == OffsetMetadata.none ? Cell.none : Cell.text(offset.metadata.text),
            ]
        }
    }

    private static func lag(of held: GroupHistory.Held) -> Int64? {
        held.bounds.map { Lag.records(behind: $0, at: held.offset) }
    }

    /// What happened that the numbers do not tell.
    private static func change(in point: GroupHistory.Point) -> String {
        if let damage = point.step?.damage { return words(damage) }
        switch point.standing {
        case .held: return Cell.none
        case .absent: return "not there"
        case .untold(.notSelected): return "not taken of it"
        case .untold(.failed(let reason)): return Escaping.message("not known: \(reason)")
        }
    }

    static func words(_ damage: GroupHistory.Damage) -> String {
        switch damage {
        case .rewound: "rewound"
        case .jumped: "jumped to the end"
        case .gone: "gone"
        }
    }

    static func name(of standing: GroupHistory.Standing) -> String {
        switch standing {
        case .held: "held"
        case .absent: "absent"
        case .untold: "unknown"
        }
    }
}
