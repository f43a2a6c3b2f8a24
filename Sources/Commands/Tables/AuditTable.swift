import Offsets
import Store

/// The audit log as people and spreadsheets read it: a row for each record.
enum AuditTable {
    /// So many digits of a plan's digest tell two plans apart; JSON has all of them.
    private static let digestDigits = 12

    private static let table = Table(
        .number("NUMBER"),
        .text("TIME"),
        .text("WHO").asDetail,
        .text("HOST").asDetail,
        .text("ACTION"),
        .text("SUBJECT"),
        .text("RESULT"),
        .text("GROUPS").asDetail,
        .number("OFFSETS BEFORE").asDetail,
        .number("OFFSETS AFTER").asDetail,
        .text("CLUSTER").asDetail,
        .text("PLAN").asDetail,
        .freeText("REASON").asDetail,
        .freeText("DETAIL").asDetail
    )
    private static let heading = [
        "number", "at", "user", "uid", "loginUid", "host", "action", "subject", "result", "groups", "offsetsBefore",
        "offsetsAfter", "clusterId", "clusterName", "planDigest", "reason", "detail", "evidence", "hash",
    ]

    static func write(_ records: [AuditRecord], to sink: OutputSink) {
        table.write(
            records.lazy.map { record in
                let entry = record.entry
                return [
                    Cell.number(record.number), Cell.time(entry.at), Cell.who(entry.who), Cell.text(entry.who.host),
                    Cell.text(entry.action), Cell.text(entry.subject), Cell.text(entry.result), groups(record.groups),
                    Cell.number(entry.offsetsBefore), Cell.number(entry.offsetsAfter),
                    Cell.text(entry.cluster.map { $0.name ?? $0.id }),
                    entry.planDigest.map { String($0.description.prefix(digestDigits)) } ?? Cell.none,
                    entry.reason.map(Escaping.message) ?? Cell.none, entry.detail.map(Escaping.message) ?? Cell.none,
                ]
            },
            to: sink
        )
    }

    /// With all there is, and nothing for what is not known; the names of groups are separated by spaces.
    static func writeCommaSeparated(_ records: [AuditRecord], to sink: OutputSink) {
        sink.writeLine(CommaSeparated.row(heading))
        for record in records {
            let entry = record.entry
            sink.writeLine(
                CommaSeparated.row([
                    "\(record.number)", entry.at.description, entry.who.userName ?? "", "\(entry.who.uid)",
                    entry.who.loginUID?.description ?? "", entry.who.host ?? "", entry.action, entry.subject,
                    entry.result, record.groups.map(\.name).joined(separator: " "),
                    entry.offsetsBefore?.description ?? "", entry.offsetsAfter?.description ?? "",
                    entry.cluster?.id ?? "", entry.cluster?.name ?? "", entry.planDigest?.description ?? "",
                    entry.reason ?? "", entry.detail ?? "", entry.evidence?.description ?? "", record.hash.description,
                ])
            )
        }
    }

    /// One group by its name, several by how many they are.
    private static func groups(_ groups: [GroupID]) -> String {
        switch groups.count {
        case 0: Cell.none
        case 1: Cell.text(groups.first?.name)
        default: Counted.text(groups.count, "group")
        }
    }
}
