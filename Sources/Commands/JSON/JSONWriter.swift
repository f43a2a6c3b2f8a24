import Offsets

/// Writes JSON as it goes: the keys in the order of `docs`, every unknown an explicit `null`, memory constant.
///
/// Texts are written exactly; control characters, U+2028 and U+2029 as `\u` escapes, so that a document is one line and
/// harmless on a terminal.
struct JSONWriter: ~Copyable {
    private let sink: OutputSink
    private var bytes: [UInt8] = []
    private var needsComma = false

    /// A writer at the beginning of a document.
    init(to sink: OutputSink) {
        self.sink = sink
    }

    /// Writes one document on a line of its own, beginning with `"schemaVersion": 1`, and delivers nothing yet.
    static func document(to sink: OutputSink, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(to: sink)
        writer.object { json in
            json.member("schemaVersion", Defaults.jsonSchemaVersion)
            members(&json)
        }
        writer.bytes.append(UInt8(ascii: "\n"))
        writer.passOn()
    }

    /// Writes a value on a line of its own, as JSON Lines have it, and delivers nothing yet.
    static func line(_ value: some JSONPayload, to sink: OutputSink) {
        var writer = JSONWriter(to: sink)
        value.write(to: &writer)
        writer.bytes.append(UInt8(ascii: "\n"))
        writer.passOn()
    }

    /// An object with the members that the closure writes.
    mutating func object(_ members: (inout JSONWriter) -> Void) {
        open("{")
        members(&self)
        close("}")
    }

    /// An array of what the closure writes for each element.
    mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ write: (Elements.Element, inout JSONWriter) -> Void
    ) {
        open("[")
        for element in elements { write(element, &self) }
        close("]")
    }

    /// The key of a member, whose value has to follow.
    mutating func key(_ key: StaticString) {
        text(key.description)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A text, or null.
    mutating func value(_ value: String?) {
        guard let value else { return literal("null") }
        text(value)
    }

    /// A whole number, or null.
    mutating func value(_ value: (some BinaryInteger)?) {
        literal(value?.description ?? "null")
    }

    /// A truth value, or null.
    mutating func value(_ value: Bool?) {
        literal(value?.description ?? "null")
    }

    /// A payload, or null.
    mutating func value(_ value: (some JSONPayload)?) {
        guard let value else { return literal("null") }
        value.write(to: &self)
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
        if bytes.count >= OutputSink.blockSize { passOn() }
    }

    private mutating func literal(_ literal: String) {
        separate()
        bytes += literal.utf8
        needsComma = true
    }

    private mutating func text(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONText.append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func passOn() {
        sink.write(bytes: bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

extension JSONWriter {
    /// A member with a text, or null.
    mutating func member(_ key: StaticString, _ value: String?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a whole number, or null.
    mutating func member(_ key: StaticString, _ value: (some BinaryInteger)?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a moment in whole seconds, or null.
    mutating func member(_ key: StaticString, _ value: Timestamp?) {
        self.key(key)
        self.value(value?.inSeconds)
    }

    /// A member with a truth value, or null.
    mutating func member(_ key: StaticString, _ value: Bool?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a payload, or null.
    mutating func member(_ key: StaticString, _ value: (some JSONPayload)?) {
        self.key(key)
        self.value(value)
    }

    /// A member with an array of payloads.
    mutating func member(_ key: StaticString, array elements: some Sequence<some JSONPayload>) {
        self.key(key)
        array(elements) { element, json in element.write(to: &json) }
    }

    /// A member with an array of texts.
    mutating func member(_ key: StaticString, array elements: some Sequence<String>) {
        self.key(key)
        array(elements) { element, json in json.value(element) }
    }

    /// A member with an array of whole numbers.
    mutating func member(_ key: StaticString, array elements: some Sequence<some BinaryInteger>) {
        self.key(key)
        array(elements) { element, json in json.value(element) }
    }

    /// A member with an object.
    mutating func member(_ key: StaticString, object members: (inout JSONWriter) -> Void) {
        self.key(key)
        object(members)
    }
}

/// Something that appears in a JSON document in a fixed shape, apart from how tables show it.
protocol JSONPayload {
    /// Writes the one JSON value that it is.
    func write(to json: inout JSONWriter)
}

/// The text between the quotes of a JSON string (RFC 8259, section 7).
enum JSONText {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Appends a text, escaped where JSON demands it and where a terminal or JavaScript would act on it.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        guard !text.utf8.allSatisfy(isPlain) else {
            bytes += text.utf8
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += [backslash, quote]
            case "\\": bytes += [backslash, backslash]
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: bytes += String(scalar).utf8
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7f).contains(byte) && byte != quote && byte != backslash
    }
}
