import Daemon
import Digest
import Offsets

extension Message {
    /// The message as an entry of the journal: the journal's own fields first, then those of Tidemark in the order of their
    /// declaration.
    ///
    /// What to do stands below the text, because `journalctl` and `systemctl status` show nothing else. Fields of Tidemark
    /// hold names exactly, so that `journalctl TIDEMARK_GROUP=…` finds them; texts for people have
    /// what cannot be seen written out.
    var journalEntry: JournalEntry {
        var entry = JournalEntry()
        entry.add(
            "MESSAGE",
            [text, hint.map { "hint: \($0)" }].compactMap { $0 }.map(Escaping.message).joined(separator: "\n")
        )
        entry.add("PRIORITY", String(level.rawValue))
        entry.add("SYSLOG_IDENTIFIER", Self.program)
        if let code {
            if let id = code.messageID { entry.add("MESSAGE_ID", id) }
            entry.add("TIDEMARK_CODE", code.rawValue)
        }
        if let hint { entry.add("TIDEMARK_HINT", Escaping.message(hint)) }
        for field in Field.allCases {
            if let value = fields[field] { entry.add("TIDEMARK_\(field.rawValue)", value) }
        }
        return entry
    }

    /// The message, which is about these things as well; what it says itself wins.
    func alsoAbout(_ others: [Field: String]) -> Message {
        guard !others.isEmpty else { return self }
        return Message(level, text, code: code, hint: hint, about: fields.merging(others) { own, _ in own })
    }
}

extension TidemarkError.Code {
    /// How many digits a message id has: 128 bits.
    private static let messageIDLength = 32

    /// What the journal knows messages of this code by: the first 128 bits of the SHA-256 of `tidemark:CODE`.
    ///
    /// It never changes, and is also what this prints: `printf tidemark:CODE | sha256sum | cut -c1-32`. `nil` only when
    /// the cryptographic library fails.
    var messageID: String? {
        guard let digest = try? SHA256Hasher.digest(of: Array("\(Message.program):\(rawValue)".utf8)) else {
            return nil
        }
        return String(digest.description.prefix(Self.messageIDLength))
    }
}
