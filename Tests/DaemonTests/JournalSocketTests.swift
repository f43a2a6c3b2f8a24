import Daemon
import Glibc
import Testing

/// Entries of the journal, read back from a real socket as journald reads them.
struct JournalSocketTests {
    /// The fields of an entry ("Native Journal Protocol" of systemd); `nil` for what journald would not take.
    private static func fields(_ datagram: [UInt8]) -> [String: String]? {
        var rest = datagram[...]
        var fields: [String: String] = [:]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                let value = String(decoding: line[(equals + 1)...], as: UTF8.self)
                fields[String(decoding: line[..<equals], as: UTF8.self)] = value
                continue
            }
            guard rest.count > 8 else { return nil }
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(8)
            guard rest.count > length else { return nil }
            fields[String(decoding: line, as: UTF8.self)] = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
            guard rest.first == UInt8(ascii: "\n") else { return nil }
            rest = rest.dropFirst()
        }
        return fields
    }

    private static func sent(_ fields: KeyValuePairs<String, String>) throws -> [String: String] {
        let receiver = try DatagramReceiver()
        let journal = try #require(JournalSocket(path: receiver.name))
        var entry = JournalEntry()
        for (name, value) in fields { entry.add(name, value) }
        #expect(journal.write(entry))
        let datagram = try #require(receiver.next())
        return try #require(Self.fields(datagram))
    }

    @Test(arguments: ["", "plain", "a=b", "two\nlines", "\n", "\nPRIORITY=0\n", "ends\n", "ünï\u{0}", "=\n="])
    func `every value arrives as it is, and adds no field`(value: String) throws {
        #expect(
            try Self.sent(["MESSAGE": "x", "TIDEMARK_GROUP": value, "PRIORITY": "4"]) == [
                "MESSAGE": "x", "TIDEMARK_GROUP": value, "PRIORITY": "4",
            ]
        )
    }

    @Test(arguments: ["x", "\n", "ü", "€", "🌊"])
    func `a value that is too long is cut between characters, and says so`(piece: String) throws {
        let long = String(repeating: piece, count: 1_000_000)
        let fields = try Self.sent(["MESSAGE": long, "TIDEMARK_GROUP": long])
        for (name, limit) in [("MESSAGE", JournalEntry.longestMessage), ("TIDEMARK_GROUP", JournalEntry.longestValue)] {
            let value = try #require(fields[name])
            let note = "… (cut, \(long.utf8.count) bytes)"
            #expect(value.utf8.count <= limit && value.utf8.count > limit - 100 && value.hasSuffix(note))
            #expect(value.dropLast(note.count).allSatisfy { String($0) == piece })
        }
    }

    @Test func `an entry with every field at its limit fits into one datagram`() throws {
        let receiver = try DatagramReceiver()
        let journal = try #require(JournalSocket(path: receiver.name))
        var entry = JournalEntry()
        for number in 0..<16 {
            entry.add(number == 0 ? "MESSAGE" : "F\(number)", String(repeating: "\n", count: 99_999))
        }
        #expect(journal.write(entry))
    }

    @Test func `a journal that is not there takes nothing`() throws {
        let journal = try #require(JournalSocket(path: "/nowhere/socket"))
        #expect(!journal.write(JournalEntry()))
    }

    @Test func `a full journal holds nobody up`() throws {
        let receiver = try DatagramReceiver()
        let journal = try #require(JournalSocket(path: receiver.name))
        var entry = JournalEntry()
        entry.add("MESSAGE", "x")
        var taken = 0
        while journal.write(entry), taken < 1_000_000 { taken += 1 }
        #expect(taken < 1_000_000)
    }

    @Test func `standard error is the journal where JOURNAL_STREAM is its device and inode, and only there`() throws {
        let receiver = try DatagramReceiver()
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var status = stat()
        try #require(unsafe fstat(ends[1], &status) == 0)
        func isJournal(_ stream: String?) -> Bool {
            var environment: [String: String] = [:]
            environment["JOURNAL_STREAM"] = stream
            return JournalSocket(behind: ends[1], environment: environment, path: receiver.name) != nil
        }
        #expect(isJournal("\(status.st_dev):\(status.st_ino)"))
        #expect(!isJournal(nil))
        #expect(!isJournal(""))
        #expect(!isJournal("\(status.st_dev):\(status.st_ino + 1)"))
        #expect(!isJournal("\(status.st_dev + 1):\(status.st_ino)"))
    }
}
