/// The forms of a file that can be imported, and how each line of a table is read.
public enum ImportForm: String, Hashable, Sendable, CaseIterable {
    /// A snapshot's own file.
    case snapshot
    /// The table of `tidemark export --format csv`.
    case csv
    /// What Kafka's own tool exports: `group,topic,partition,offset`, or without the group for one group alone.
    case kafkaCSV = "kafka-csv"

    /// The heading of the table.
    public static let heading = [
        "group", "state", "type", "topic", "partition", "offset", "leaderEpoch", "metadata", "logStart", "logEnd",
        "lag",
    ]

    /// How many fields a line of Kafka's tool has without the group.
    public static let withoutGroup = 3
    private static let withGroup = 4

    /// The form of a file that begins with these bytes; Kafka's where it is no other.
    public init(beginning bytes: [UInt8], magic: [UInt8]) {
        let table = Array(Self.heading.joined(separator: ",").utf8)
        if bytes.starts(with: magic) {
            self = .snapshot
        } else {
            self = bytes.starts(with: table) ? .csv : .kafkaCSV
        }
    }

    /// The row on a line of a table.
    ///
    /// - Parameters:
    ///   - record: The line.
    ///   - group: The group of a file of Kafka's that has one alone and does not name it; `nil` where it names them.
    /// - Returns: The row; `nil` for the heading.
    /// - Throws: ``ImportFlaw`` for a line that is none of the form.
    public func row(
        _ record: CommaSeparatedReader.Record,
        ofGroup group: String?
    ) throws(ImportFlaw) -> ImportedRows.Row? {
        switch self {
        case .snapshot: throw ImportFlaw(line: record.line, "it is a snapshot's file and no table")
        case .csv: return try tableRow(record)
        case .kafkaCSV: return try kafkaRow(record, group)
        }
    }

    private func kafkaRow(
        _ record: CommaSeparatedReader.Record,
        _ group: String?
    ) throws(ImportFlaw) -> ImportedRows.Row {
        let expected = group == nil ? Self.withGroup : Self.withoutGroup
        let fields = record.fields
        guard fields.count == expected else {
            let form = group == nil ? "group,topic,partition,offset" : "topic,partition,offset, as --group asks for"
            let help =
                group == nil && fields.count == Self.withoutGroup
                ? "; where it is topic,partition,offset of one group, name that with --group" : ""
            throw ImportFlaw(
                line: record.line,
                "expected \(form), and found \(fields.count) field\(fields.count == 1 ? "" : "s")\(help)"
            )
        }
        let rest = fields.suffix(Self.withoutGroup)
        return ImportedRows.Row(
            line: record.line,
            group: group ?? fields[0],
            topic: rest[rest.startIndex],
            partition: rest[rest.startIndex + 1],
            offset: rest[rest.startIndex + 2]
        )
    }

    private func tableRow(_ record: CommaSeparatedReader.Record) throws(ImportFlaw) -> ImportedRows.Row? {
        let (fields, line) = (record.fields, record.line)
        guard line > 1 else {
            guard fields == Self.heading else {
                throw ImportFlaw(line: line, "expected the heading \(Self.heading.joined(separator: ","))")
            }
            return nil
        }
        guard fields.count == Self.heading.count else {
            throw ImportFlaw(line: line, "expected \(Self.heading.count) fields, and found \(fields.count)")
        }
        guard let state = GroupState(rawValue: fields[1]), let type = GroupType(rawValue: fields[2]) else {
            throw ImportFlaw(line: line, "the state or the type of the group is missing")
        }
        var row = ImportedRows.Row(
            line: line,
            group: fields[0],
            topic: fields[3],
            partition: fields[4],
            offset: fields[5]
        )
        (row.state, row.type) = (state, type)
        (row.leaderEpoch, row.metadata) = (fields[6], fields[7])
        row.bounds = try bounds(Array(fields[8...]), at: fields[5], line)
        return row
    }

    /// The bounds of a log, which stand there with the lag that follows from them, or not at all.
    private func bounds(_ fields: [String], at offset: String, _ line: Int) throws(ImportFlaw) -> LogBounds? {
        guard fields.contains(where: { !$0.isEmpty }) else { return nil }
        let start: Int64 = try ImportedRows.number(fields[0], "log start", line)
        let end: Int64 = try ImportedRows.number(fields[1], "log end", line)
        let committed: Int64 = try ImportedRows.number(offset, "offset", line)
        guard fields[2] == "\(end - committed)" else {
            throw ImportFlaw(line: line, "the lag \(fields[2].debugDescription) is not the log end minus the offset")
        }
        return LogBounds(start: start, end: end)
    }
}
