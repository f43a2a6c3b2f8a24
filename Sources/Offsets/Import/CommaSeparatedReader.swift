/// Reads comma-separated values (RFC 4180) piece by piece, as strictly as they are written.
///
/// A field in quotes may hold commas, doubled quotes and ends of lines. Lines end with LF or CRLF; lines without anything are
/// passed over, and so is the mark of byte order that spreadsheets write in front. One record is in memory at a time.
public struct CommaSeparatedReader: Sendable {
    /// A record with the line that it begins on, counted from 1.
    public struct Record: Hashable, Sendable {
        /// The fields, one at least.
        public let fields: [String]
        /// The line that it begins on.
        public let line: Int
    }

    /// What a field may go on with.
    private enum Place {
        case start, plain, quoted
        /// Behind a quote in a quoted field: its end, or the first of two.
        case quote
        /// Behind a CR outside of quotes.
        case carriageReturn
    }

    /// The longest metadata that a snapshot holds, every byte of it a doubled quote, and names beside it.
    public static let longestRecord = 4 << 20

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var place = Place.start
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var length = 0
    private var line = 1
    private var firstLine = 1
    private var isQuoted = false

    /// A reader at the beginning of a file.
    public init() {}

    /// Reads the next bytes.
    ///
    /// - Parameters:
    ///   - bytes: What follows on the bytes before.
    ///   - body: What is done with each record that is whole.
    /// - Throws: ``ImportFlaw`` naming the line; what `body` throws.
    public mutating func read(
        _ bytes: [UInt8],
        _ body: (Record) throws(ImportFlaw) -> Void
    ) throws(ImportFlaw) {
        for byte in bytes { try read(byte, body) }
    }

    /// Reads the end of the file; the last line needs none of its own.
    ///
    /// - Throws: ``ImportFlaw`` where a quote is still open; what `body` throws.
    public mutating func finish(_ body: (Record) throws(ImportFlaw) -> Void) throws(ImportFlaw) {
        switch place {
        case .quoted: throw ImportFlaw(line: firstLine, "a quote is not closed")
        case .carriageReturn: throw Self.strayReturn(line)
        case .start where fields.isEmpty && field.isEmpty: return
        case .start, .plain, .quote: try endRecord(body)
        }
    }

    private mutating func read(
        _ byte: UInt8,
        _ body: (Record) throws(ImportFlaw) -> Void
    ) throws(ImportFlaw) {
        length += 1
        guard length <= Self.longestRecord else {
            throw ImportFlaw(line: firstLine, "the line has more than \(Self.longestRecord) bytes")
        }
        switch (place, byte) {
        case (.quoted, Self.quote): place = .quote
        case (.quoted, _):
            if byte == Self.newline { line += 1 }
            field.append(byte)
        case (.quote, Self.quote):
            field.append(byte)
            place = .quoted
        case (.carriageReturn, Self.newline): try endLine(body)
        case (.carriageReturn, _): throw Self.strayReturn(line)
        case (_, Self.newline): try endLine(body)
        case (_, Self.carriageReturn): place = .carriageReturn
        case (_, Self.comma): try endField()
        case (.start, Self.quote) where field.isEmpty: (place, isQuoted) = (.quoted, true)
        case (.quote, _): throw ImportFlaw(line: line, "there is something between a closing quote and the next comma")
        case (_, Self.quote): throw ImportFlaw(line: line, "there is a quote in a field that does not begin with one")
        default:
            field.append(byte)
            place = .plain
            // What stands in front of the very first field.
            if line == 1, fields.isEmpty, field == Self.byteOrderMark { (field, place) = ([], .start) }
        }
    }

    private mutating func endField() throws(ImportFlaw) {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw ImportFlaw(line: firstLine, "field \(fields.count + 1) is no text in UTF-8")
        }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
        place = .start
    }

    private mutating func endLine(_ body: (Record) throws(ImportFlaw) -> Void) throws(ImportFlaw) {
        if !fields.isEmpty || !field.isEmpty || isQuoted { try endRecord(body) }
        line += 1
        (firstLine, length, place, isQuoted) = (line, 0, .start, false)
    }

    private mutating func endRecord(_ body: (Record) throws(ImportFlaw) -> Void) throws(ImportFlaw) {
        try endField()
        let record = Record(fields: fields, line: firstLine)
        fields = []
        try body(record)
    }

    private static func strayReturn(_ line: Int) -> ImportFlaw {
        ImportFlaw(line: line, "a carriage return stands where no line ends")
    }
}

/// What is wrong with a file that is to be imported, and on which line.
public struct ImportFlaw: Error, Hashable, Sendable {
    /// The line, from 1; `nil` where no line can be named.
    public let line: Int?
    /// What is wrong, in words.
    public let reason: String

    /// A flaw.
    public init(line: Int? = nil, _ reason: String) {
        self.line = line
        self.reason = reason
    }
}
