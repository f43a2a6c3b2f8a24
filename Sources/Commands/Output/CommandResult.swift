import Offsets

/// What a command found: one value with every form in which it is put out.
///
/// JSON is a document of its own, not the table in brackets: it has what a program needs, under names that stay.
protocol CommandResult {
    /// What is said to people beside the table; JSON has all of it in the document.
    var remarks: [Message] { get }

    /// Writes it as people read it.
    func writeTable(to sink: OutputSink)

    /// Writes it as comma-separated values under a heading.
    func writeRows(to sink: OutputSink)

    /// Writes the members of its document behind `"schemaVersion"`.
    func writeDocument(to json: inout JSONWriter)
}

extension CommandResult {
    /// The table says it all.
    var remarks: [Message] { [] }

    /// Nothing: its command has no such form.
    func writeRows(to sink: OutputSink) {}
}

extension CommandContext {
    /// Puts out what a command found in the form that was asked for: the one place that decides between them.
    func show(_ result: some CommandResult) {
        switch format {
        case .table:
            for remark in result.remarks { tell(remark) }
            result.writeTable(to: output)
        case .json: JSONWriter.document(to: output) { result.writeDocument(to: &$0) }
        case .csv:
            for remark in result.remarks { tell(remark) }
            result.writeRows(to: output)
        case .quiet:
            for remark in result.remarks where remark.level != .note { tell(remark) }
            result.writeTable(to: output)
        }
    }

    /// Puts out what one look of several found: a document on a line of its own, or a table in place of the one before, where
    /// the terminal can do that, and below it elsewhere.
    ///
    /// The terminal is as large as it is by now.
    ///
    /// - Parameters:
    ///   - result: What was found.
    ///   - title: What is said above the table.
    ///   - warnings: What has not been said yet of what the look lacks.
    ///   - isFirst: Whether nothing was shown before.
    func show(
        _ result: some WatchedResult,
        under title: String,
        warningOf warnings: [Message],
        isFirst: Bool
    ) {
        guard format == .table || format == .quiet else {
            for warning in warnings { tell(warning) }
            JSONWriter.document(to: output) { result.writeDocument(to: &$0) }
            return
        }
        let terminal = terminal.sized(screen())
        if terminal.showsOutput { output.style.width = terminal.width }
        guard let height = terminal.height, terminal.canRedraw(environment: environment) else {
            for message in warnings + (isFirst ? result.remarks : []) { tell(message) }
            output.writeLine((isFirst ? "" : "\n") + title)
            result.writeTable(to: output)
            return
        }
        // What is said on the same terminal would be overwritten at once.
        let said = result.warnings + result.remarks
        let frame = Frame(width: terminal.width, height: height, style: output.style) { sink in
            sink.writeLine(sink.style.bold(title))
            result.writeTable(to: sink)
            for message in said {
                let text = Escaping.message(message.text)
                sink.writeLine(message.level == .warning ? sink.style.yellow(text) : text)
            }
        }
        frame.write(to: output, isFirst: isFirst)
    }

    /// Whether what is put out is for programs, and so has everything that there is.
    var isForPrograms: Bool { [.json, .csv].contains(format) }

    /// Shows people at once what a command is about to do; a document is one, and has it at the end with all the rest.
    ///
    /// - Parameters:
    ///   - remarks: What is said above it; beside a document, what is more than a note.
    ///   - write: Writes it, and returns what is said below it.
    /// - Throws: `output-failed` (exit 74) when it could not be shown.
    func preview(_ remarks: [Message], _ write: (OutputSink) -> [Message]) throws(TidemarkError) {
        switch format {
        case .table, .quiet, .csv:
            for remark in remarks { tell(remark) }
            let below = write(output)
            try output.flush()
            for remark in below { tell(remark) }
        case .json:
            for remark in remarks where remark.level != .note { tell(remark) }
        }
    }
}
