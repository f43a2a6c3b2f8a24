extension ByteWriter {
    /// Appends the count of a list.
    ///
    /// - Throws: ``FormatError/Code/tooLarge`` when it is above the limit.
    mutating func append(count: Int, of what: String, limit: Int) throws(FormatError) {
        guard count <= limit else {
            throw FormatError(.tooLarge, "\(count) \(what), more than the \(limit) a snapshot can hold")
        }
        append(count: count)
    }

    /// Appends a list of strings.
    mutating func append(_ texts: [String], of what: String) throws(FormatError) {
        try append(count: texts.count, of: what, limit: FormatLimits.listItems)
        for text in texts { append(text) }
    }
}

extension ByteReader {
    /// A list of strings.
    mutating func strings(_ what: String) throws(FormatError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count(what, limit: FormatLimits.listItems)) { texts.append(try string()) }
        return texts
    }
}
