import Offsets

/// One run: what it is, the states it went through, what differs, and what it does to each group.
struct RunReport: CommandResult {
    private static let states = Table(
        .text("TIME"),
        .text("STATE"),
        .text("GROUP"),
        .text("STEP"),
        .text("DETAIL")
    )
    private static let differences = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .number("EXPECTED"),
        .number("FOUND")
    )
    private static let unread = Table(.text("GROUP"), .text("COULD NOT BE READ"))
    private static let groups = Table(
        .text("GROUP"),
        .text("STATE BEFORE"),
        .number("SET"),
        .number("DELETE"),
        .number("KEEP")
    )
    private static let items = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .text("ACTION"),
        .number("BEFORE"),
        .number("PLANNED")
    )

    let run: RunDetail
    /// Whether its table has a row for every partition instead of every group.
    let isVerbose: Bool

    func writeDocument(to json: inout JSONWriter) {
        json.member("run", RunDetailPayload(run))
    }

    func writeTable(to sink: OutputSink) {
        writeFields(to: sink)
        sink.writeLine("")
        Self.states.write(
            run.events.lazy.map { event in
                [
                    event.at.description, Cell.state(event.state), Cell.text(event.group?.name),
                    event.step?.rawValue ?? Cell.none, event.detail.map(Escaping.message) ?? Cell.none,
                ]
            },
            to: sink
        )
        if !run.mismatches.isEmpty {
            sink.writeLine("")
            writeDifferences(to: sink)
        }
        if !run.unread.isEmpty {
            sink.writeLine("")
            Self.unread.write(
                run.unread.lazy.map { [Cell.text($0.group.name), Escaping.message($0.reason)] },
                to: sink
            )
        }
        guard !run.groups.isEmpty else { return }
        sink.writeLine("")
        if isVerbose { writeItems(to: sink) } else { writeGroups(to: sink) }
    }

    private func writeFields(to sink: OutputSink) {
        let record = run.record
        let cluster = record.cluster.name.map { "\(Cell.text($0)) (\(Cell.text(record.cluster.id)))" }
        var fields: [(name: String, text: String)] = [
            ("run", record.id.text),
            ("state", Cell.state(record.state)),
            ("kind", "\(record.kind.rawValue), \(record.mode.rawValue), \(record.commitProtocol.rawValue)"),
            ("source", RunTable.source(of: record)),
            ("cluster", cluster ?? Cell.text(record.cluster.id)),
            ("who", Cell.who(record.who) + (record.who.host.map { " on \(Cell.text($0))" } ?? "")),
            ("reason", record.reason.map(Escaping.message) ?? Cell.none),
            ("started", record.startedAt.description),
            ("finished", record.finishedAt?.description ?? Cell.none),
            ("plan", record.planDigest.description),
            ("groups", Cell.number(run.groups.count)),
            ("partitions", counts),
        ]
        if let error = record.error {
            fields.append(("error", "\(Escaping.message(error.message)) (\(error.code))"))
            if let hint = error.hint { fields.append(("hint", Escaping.message(hint))) }
        }
        let width = fields.map(\.name.count).max() ?? 0
        for field in fields {
            sink.writeLine("\(field.name)\(String(repeating: " ", count: width - field.name.count))  \(field.text)")
        }
    }

    /// What was planned for the partitions, and whether it came about: a run that was given up has set nothing.
    private var counts: String {
        let isWritten = [.done, .raced].contains(run.record.state)
        let actions: [(PlanAction, String, String)] = [
            (.set, "set", "to set"), (.delete, "deleted", "to delete"), (.keep, "kept", "to keep"),
        ]
        let words = actions.map { action, done, planned in
            "\(run.items.count { $0.action == action }) \(isWritten ? done : planned)"
        }
        let state: String
        switch run.record.state {
        case .aborted: state = "; nothing was written"
        case .rolledBack: state = "; what was written was put back"
        default: state = ""
        }
        return words.joined(separator: ", ") + state
    }

    private func writeDifferences(to sink: OutputSink) {
        Self.differences.write(
            run.mismatches.lazy.map { mismatch in
                [
                    Cell.text(mismatch.group.name), Cell.text(mismatch.topicPartition.topic),
                    Cell.number(mismatch.topicPartition.partition), Cell.number(mismatch.expected?.offset),
                    Cell.number(mismatch.found?.offset),
                ]
            },
            to: sink
        )
    }

    private func writeGroups(to sink: OutputSink) {
        let items = Dictionary(grouping: run.items, by: \.group)
        Self.groups.write(
            run.groups.lazy.map { group in
                let items = items[group.group] ?? []
                return [
                    Cell.text(group.group.name), group.existed ? group.state?.rawValue ?? "unknown" : "not there",
                    Cell.number(items.count { $0.action == .set }),
                    Cell.number(items.count { $0.action == .delete }),
                    Cell.number(items.count { $0.action == .keep }),
                ]
            },
            to: sink
        )
    }

    private func writeItems(to sink: OutputSink) {
        Self.items.write(
            run.items.lazy.map { item in
                [
                    Cell.text(item.group.name), Cell.text(item.topicPartition.topic),
                    Cell.number(item.topicPartition.partition), item.action.rawValue, Self.before(item),
                    Cell.number(item.planned?.offset),
                ]
            },
            to: sink
        )
    }

    private static func before(_ item: RunItem) -> String {
        switch item.preImage {
        case .notRead: "not read"
        case .absent: Cell.none
        case .committed(let offset): Cell.number(offset.offset)
        }
    }
}
