import Testing

@testable import Offsets

/// Reading comma-separated values, whole or in pieces.
struct CommaSeparatedReaderTests {
    private static func records(
        _ text: String,
        inPiecesOf size: Int = 1_000
    ) throws(ImportFlaw) -> [CommaSeparatedReader.Record] {
        try records(Array(text.utf8), inPiecesOf: size)
    }

    private static func records(
        _ bytes: [UInt8],
        inPiecesOf size: Int = 1_000
    ) throws(ImportFlaw) -> [CommaSeparatedReader.Record] {
        var reader = CommaSeparatedReader()
        var found: [CommaSeparatedReader.Record] = []
        func take(_ record: CommaSeparatedReader.Record) throws(ImportFlaw) { found.append(record) }
        for start in stride(from: 0, to: bytes.count, by: size) {
            try reader.read(Array(bytes[start..<min(start + size, bytes.count)]), take)
        }
        try reader.finish(take)
        return found
    }

    @Test(arguments: [
        ("", []), ("a,b\n", [["a", "b"]]), ("a,b", [["a", "b"]]), ("a,b\r\nc\r\n", [["a", "b"], ["c"]]),
        ("a,,\n", [["a", "", ""]]), ("\n\na\n\n", [["a"]]), ("\"\"\n", [[""]]),
        ("\"a,\"\"b\"\"\n\",c\n", [["a,\"b\"\n", "c"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]), ("\u{FEFF}\"a\"\n", [["a"]]), ("é,\u{FEFF}\n", [["é", "\u{FEFF}"]]),
        (" a , b \n", [[" a ", " b "]]), ("\"a\r\nb\"\r\n", [["a\r\nb"]]),
    ])
    func `fields come out as they were written, however the bytes arrive`(text: String, fields: [[String]]) throws {
        for size in [1, 2, 3, 1_000] {
            #expect(try Self.records(text, inPiecesOf: size).map(\.fields) == fields, "\(size)")
        }
    }

    @Test func `a record is named by the line that it begins on`() throws {
        let records = try Self.records("a\n\n\"b\n\nc\",d\r\ne\n")
        #expect(records.map(\.line) == [1, 3, 6])
    }

    @Test(arguments: [
        ("a\nb,\"c", 2, "not closed"), ("a\n\"b\"c,d\n", 2, "closing quote"), ("a\nb\"c\n", 2, "begin with one"),
        ("a\nb\rc\n", 2, "carriage return"), ("a\nb\r", 2, "carriage return"),
    ])
    func `what no program writes so is refused with its line`(text: String, line: Int, reason: String) throws {
        for size in [1, 1_000] {
            let flaw = #expect(throws: ImportFlaw.self) { try Self.records(text, inPiecesOf: size) }
            #expect(flaw?.line == line && flaw?.reason.contains(reason) == true, "\(String(describing: flaw))")
        }
    }

    @Test func `bytes that are no text are refused with their line and field`() throws {
        let flaw = #expect(throws: ImportFlaw.self) { try Self.records(Array("a,b\nc,".utf8) + [0xFF, 0x0A]) }
        #expect(flaw == ImportFlaw(line: 2, "field 2 is no text in UTF-8"))
    }

    @Test func `a line that never ends is given up at a limit`() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: CommaSeparatedReader.longestRecord + 1)
        let flaw = #expect(throws: ImportFlaw.self) { try Self.records(bytes, inPiecesOf: 1 << 20) }
        #expect(flaw?.line == 1 && flaw?.reason.contains("\(CommaSeparatedReader.longestRecord)") == true)
    }
}
