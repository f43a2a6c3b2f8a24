import Offsets
import Store
import Syntax

/// `tidemark export`: the offsets in a snapshot in a form that other programs read.
enum ExportCommand {
    private static let format = Option<OffsetExport.Form>(
        "format",
        .choice,
        default: .jsonl,
        defaultText: OffsetExport.Form.jsonl.rawValue,
        help:
            "jsonl: the snapshot on the first line, a group on each other one; csv: an offset a row, under a heading; "
            + "kafka-csv: what kafka-consumer-groups --reset-offsets --from-file reads; snapshot: the snapshot's file itself, "
            + "for `tidemark import`"
    )
    private static let output = Option<String?>(
        "output",
        .nonEmptyText("FILE", .file),
        defaultText: "standard output",
        help: "a new file for it; one that exists is not overwritten"
    )

    static let command = Command(
        CommandSyntax(
            "export",
            summary: "Export the offsets of a snapshot for other programs",
            discussion: [
                "The file itself has everything, and it alone comes back as it was. A jsonl has every group with its offsets, "
                    + "a csv no row for a group without offsets, and a kafka-csv neither metadata nor leader epochs.",
                SnapshotArgument.rule,
            ],
            arguments: [SnapshotArgument.snapshot],
            options: [
                SelectionOptions.all, OptionGroup("Snapshot", SnapshotArgument.cluster), StoreOptions.reading,
                OptionGroup("Output", format, output, OutputOptions.quiet, exits: CommandExits.everywhere),
            ],
            examples: [
                CommandExample("tidemark export latest --format csv --output offsets.csv", "for a spreadsheet"),
                CommandExample(
                    "tidemark export latest --group billing --format kafka-csv --output billing.csv",
                    "for Kafka's own tool"
                ),
                CommandExample(
                    "tidemark export latest --format snapshot | ssh backup 'cat > monday.tidemark'",
                    "to carry it elsewhere"
                ),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.notFound, "no such snapshot, or the selection matches nothing in it"),
                CommandExits.exit(.cannotCreate, "the file exists, or cannot be created"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let file = try arguments[output]
        if let file { try OperatorFile.refuseExisting(file) }
        let form = try arguments[format]
        if form == .snapshot { return try await writeFile(arguments, to: file, context) }
        let selected = try await SnapshotArgument.selected(arguments, context)
        if case .forged(let key) = selected.authenticity { throw selected.stored.forged(key) }
        for remark in selected.remarks { context.tell(remark) }
        let export = OffsetExport(stored: selected.stored, content: selected.content, groups: selected.groups)
        guard let file else {
            export.write(as: form, to: context.output)
            return .done
        }
        try OperatorFile.create(file, try OutputSink.bytes(for: file) { export.write(as: form, to: $0) })
        context.note("wrote \(file)", about: [.file: file])
        return .done
    }

    /// Writes the snapshot's file as it is, every byte of it verified.
    private static func writeFile(
        _ arguments: ParsedArguments,
        to file: String?,
        _ context: CommandContext
    ) async throws -> ExitCode {
        guard try SelectionOptions.selection(arguments).isOfEverything else {
            throw TidemarkError(
                .contradiction,
                "the file of a snapshot has all of its groups, and some are selected",
                hint: "Leave the selection out, or choose another --format."
            )
        }
        guard file != nil || !context.terminal.showsOutput else {
            throw TidemarkError(
                .contradiction,
                "the file of a snapshot is no text, and standard output is a terminal",
                hint: "Name a file with --output, or pipe the output to a program."
            )
        }
        let (stored, bytes) = try await SnapshotArgument.bytes(arguments, context)
        if let file {
            try OperatorFile.create(file, bytes)
            context.note("wrote \(file)", about: [.file: file, .snapshot: stored.id.text])
        } else {
            context.output.write(bytes: bytes)
        }
        return .done
    }
}

/// Groups of a snapshot in the forms that other programs read.
struct OffsetExport {
    /// A form.
    enum Form: String, CaseIterable, Sendable {
        /// JSON Lines: everything.
        case jsonl
        /// Comma-separated values under a heading (RFC 4180).
        case csv
        /// `group,topic,partition,offset`, as Kafka's own tool writes and reads it.
        case kafkaCSV = "kafka-csv"
        /// The file itself.
        case snapshot
    }

    let stored: StoredSnapshot
    let content: SnapshotExcerpt
    /// The groups that are selected.
    let groups: [GroupOffsets]

    /// Writes all of it.
    func write(as form: Form, to sink: OutputSink) {
        switch form {
        case .jsonl: writeLines(to: sink)
        case .csv: writeTable(to: sink)
        case .kafkaCSV: writeResets(to: sink)
        case .snapshot: break
        }
    }

    private func writeLines(to sink: OutputSink) {
        let bounds = LogBoundsIndex(content.topics)
        JSONWriter.document(to: sink) { json in
            json.member("snapshot", SnapshotPayload(stored))
            json.member("coverage", CoveragePayload(content.coverage))
        }
        for group in groups { JSONWriter.line(GroupOffsetsPayload(group: group, bounds: bounds), to: sink) }
    }

    private func writeTable(to sink: OutputSink) {
        let bounds = LogBoundsIndex(content.topics)
        sink.writeLine(CommaSeparated.row(ImportForm.heading))
        for group in groups {
            for offset in group.offsets {
                let log = bounds.bounds(of: offset)
                sink.writeLine(
                    CommaSeparated.row([
                        group.group.name, group.state.rawValue, group.type.rawValue, offset.topic,
                        "\(offset.partition)", "\(offset.offset)", offset.leaderEpoch?.description ?? "",
                        offset.metadata.text, log?.start.description ?? "", log?.end.description ?? "",
                        log.map { "\(Lag.records(behind: $0, at: offset))" } ?? "",
                    ])
                )
            }
        }
    }

    private func writeResets(to sink: OutputSink) {
        for group in groups {
            for offset in group.offsets {
                let row = [group.group.name, offset.topic, "\(offset.partition)", "\(offset.offset)"]
                sink.writeLine(CommaSeparated.row(row))
            }
        }
    }
}

/// Comma-separated values as RFC 4180 has them.
enum CommaSeparated {
    private static let quote: Unicode.Scalar = "\""

    /// A row, without the end of its line.
    static func row(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") }

    /// A field: in quotes where it has a comma, a quote, the end of a line, or a space that a reader may take off.
    private static func field(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let special = scalars.contains { $0 == "," || $0 == quote || $0 == "\n" || $0 == "\r" }
        guard special || scalars.first == " " || scalars.last == " " else { return text }
        var quoted = String.UnicodeScalarView([quote])
        for scalar in scalars {
            if scalar == quote { quoted.append(quote) }
            quoted.append(scalar)
        }
        quoted.append(quote)
        return String(quoted)
    }
}
