internal import CTOML

/// Reads a text in TOML 1.0.
enum TOMLText {
    /// The entries of the whole text.
    ///
    /// - Throws: ``SettingsMistake`` at the first place that is no TOML.
    static func entries(_ text: String) throws(SettingsMistake) -> [TOMLEntry] {
        try TOMLNesting.check(text)
        guard let document = TOMLDocument(text) else {
            throw SettingsMistake(at: .start, key: nil, "the memory does not suffice to read the file")
        }
        if let complaint = document.complaint { throw complaint }
        guard case .table(let entries) = document.value().content else { return [] }
        return entries
    }
}

/// What the library has made of a text; freed when it goes out of scope.
@safe private struct TOMLDocument: ~Copyable {
    private let document: OpaquePointer

    /// `nil` when the memory does not suffice.
    init?(_ text: String) {
        var text = text
        let made = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
                unsafe bytes.baseAddress.map { unsafe tidemark_toml_read($0, bytes.count) } ?? tidemark_toml_read("", 0)
            }
        }
        guard let made = unsafe made else { return nil }
        unsafe document = made
    }

    deinit { unsafe tidemark_toml_free(document) }

    /// What is wrong with the text, `nil` when nothing is.
    var complaint: SettingsMistake? {
        var length = 0
        var place = tidemark_toml_place()
        guard let words = unsafe tidemark_toml_complaint(document, &length, &place) else { return nil }
        let said = unsafe Self.string(words, length)
        // It repeats the number, which may be a secret without its quotes.
        let isTooLarge = said.contains("not representable")
        return SettingsMistake(
            at: FilePlace(place),
            key: nil,
            "this is no TOML: \(isTooLarge ? "a whole number has at most 64 bits" : said)",
            hint: Self.hints.first { said.contains($0.part) }?.hint
        )
    }

    /// What to write instead where the library says something like this.
    private static let hints = [
        (part: "could not determine value type", hint: "A text is written in quotes."),
        (part: "cannot redefine", hint: "Each key and each heading is written once."),
        (part: "control characters", hint: "Look for the quote that ends the text before."),
        (part: "escape sequence", hint: "Write two backslashes for one, or put the text in single quotes."),
    ]

    /// The value of the whole text, which is TOML.
    func value() -> TOMLValue {
        var index = 0
        return next(&index).value
    }

    /// The node at an index, with all below it; the index is behind it afterwards.
    private func next(_ index: inout Int) -> (key: String, place: FilePlace, value: TOMLValue) {
        let node = unsafe tidemark_toml_node_at(document, index)
        index += 1
        var below: [(key: String, place: FilePlace, value: TOMLValue)] = []
        for _ in 0..<(unsafe node.children) { below.append(next(&index)) }
        let content: TOMLValue.Content =
            switch unsafe node.kind {
            case TIDEMARK_TOML_TABLE: .table(below.map { TOMLEntry(key: $0.key, place: $0.place, value: $0.value) })
            case TIDEMARK_TOML_ARRAY: .array(below.map(\.value))
            case TIDEMARK_TOML_STRING: unsafe .string(Self.string(node.text, node.text_length))
            case TIDEMARK_TOML_INTEGER: unsafe .integer(node.integer)
            case TIDEMARK_TOML_BOOLEAN: unsafe .boolean(node.is_true)
            case TIDEMARK_TOML_FLOAT: .float
            default: .time
            }
        let key = unsafe Self.string(node.key, node.key_length)
        let value = unsafe TOMLValue(place: FilePlace(node.place), content: content)
        return unsafe (key, FilePlace(node.key_place), value)
    }

    private static func string(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

extension FilePlace {
    fileprivate init(_ place: tidemark_toml_place) {
        self.init(line: Int(place.line), column: Int(place.column))
    }
}
