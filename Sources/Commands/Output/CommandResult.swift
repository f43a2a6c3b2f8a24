/// What a command found: one value with every form in which it is put out.
///
/// JSON is a document of its own, not the table in brackets: it has what a program needs, under names that stay.
protocol CommandResult {
    /// What is said to people beside the table; JSON has all of it in the document.
    var remarks: [Message] { get }

    /// Writes it as people read it.
    func writeTable(to sink: OutputSink)

    /// Writes the members of its document behind `"schemaVersion"`.
    func writeDocument(to json: inout JSONWriter)
}

extension CommandResult {
    /// The table says it all.
    var remarks: [Message] { [] }
}

extension CommandContext {
    /// Puts out what a command found in the form that was asked for: the one place that decides between them.
    func show(_ result: some CommandResult) {
        switch format {
        case .table:
            for remark in result.remarks { tell(remark) }
            result.writeTable(to: output)
        case .json: JSONWriter.document(to: output) { result.writeDocument(to: &$0) }
        case .quiet:
            for remark in result.remarks where remark.level != .note { tell(remark) }
            result.writeTable(to: output)
        }
    }
}
