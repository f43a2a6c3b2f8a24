import Digest
import Offsets

/// The file beside a snapshot, `ID.marks`: lines of text that anybody can read, and a digest over them.
///
/// ```
/// tidemark marks 1
/// held-since 2026-11-27T03:00:00.000Z
/// held-until 2027-01-01T00:00:00.000Z
/// held-by root
/// held-reason until the audit is over
/// tags 1
/// tag before-deploy
/// note a text, its newlines as \n and its backslashes as \\
/// follows 5d2c… (or follows-none, no-note)
/// digest 9f86…
/// ```
enum MarksFile {
    /// More than all of it may have: a text, a reason and the tags.
    static let longest = 64 * 1_024
    /// What is known here; a file of a newer version may hold the snapshot in a way that is not.
    private static let version = 1
    private static let title = "tidemark marks"
    private static let digestKey = "digest"

    private enum Key: String {
        case heldSince = "held-since"
        case heldUntil = "held-until"
        case heldBy = "held-by"
        case heldReason = "held-reason"
        case tags
        case tag
        case note
        case noNote = "no-note"
        case follows
        case followsNone = "follows-none"
    }

    /// The bytes of the file.
    static func encode(_ marks: SnapshotMarks) throws(TidemarkError) -> [UInt8] {
        var lines: [(Key, String)] = []
        if let hold = marks.hold {
            lines.append((.heldSince, hold.since.description))
            if let until = hold.until { lines.append((.heldUntil, until.description)) }
            if let who = hold.who { lines.append((.heldBy, who)) }
            if let reason = hold.reason { lines.append((.heldReason, reason)) }
        }
        if let tags = marks.tags {
            lines.append((.tags, "\(tags.count)"))
            lines += tags.map { (.tag, $0) }
        }
        switch marks.note {
        case .text(let text): lines.append((.note, text))
        case .removed: lines.append((.noNote, ""))
        case nil: break
        }
        switch marks.successor {
        case .of(let digest): lines.append((.follows, digest.description))
        case .first: lines.append((.followsNone, ""))
        case nil: break
        }
        var text = "\(title) \(version)\n"
        for (key, value) in lines {
            text += value.isEmpty ? "\(key.rawValue)\n" : "\(key.rawValue) \(escaped(value))\n"
        }
        let bytes = Array(text.utf8)
        return bytes + Array("\(digestKey) \(try digest(of: bytes))\n".utf8)
    }

    /// What the file says.
    ///
    /// - Throws: `damaged-marks` (exit 65) when it is not as it was written, `newer-format` (78) for that of a newer version.
    static func decode(_ bytes: [UInt8], _ path: String) throws(TidemarkError) -> SnapshotMarks {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let first = lines.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard first.hasPrefix("\(title) "), let number = Int(first.dropFirst(title.count + 1)) else {
            throw damaged(path, "it does not begin as one")
        }
        guard number == version else {
            throw TidemarkError(
                .newerFormat,
                "\(path) cannot be read by this Tidemark: it is of version \(number)",
                hint: "Use the newer Tidemark that wrote it. The snapshot is not removed."
            )
        }
        guard lines.count >= 3, lines.last?.isEmpty == true else { throw damaged(path, "it ends too early") }
        let content = lines[..<(lines.count - 2)]
        let signed = content.reduce(into: [UInt8]()) { $0 += Array($1) + [UInt8(ascii: "\n")] }
        let last = String(decoding: lines[lines.count - 2], as: UTF8.self)
        guard last == "\(digestKey) \(try digest(of: signed))" else { throw damaged(path, "its digest does not match") }
        var marks = SnapshotMarks()
        for line in content.dropFirst() {
            guard let text = String(validating: line, as: UTF8.self), take(text, into: &marks) else {
                throw damaged(path, "a line of it makes no sense")
            }
        }
        return marks
    }

    private static func take(_ line: String, into marks: inout SnapshotMarks) -> Bool {
        // Scalars, not characters: an accent behind the space is a part of the text.
        let words = line.unicodeScalars.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let word = words.first, let key = Key(rawValue: String(word)) else { return false }
        let value = words.count > 1 ? unescaped(words[1]) : ""
        switch key {
        case .heldSince:
            guard let since = Timestamp(rfc3339: value) else { return false }
            marks.hold = SnapshotHold(since: since)
        case .heldUntil:
            guard marks.hold != nil, let until = Timestamp(rfc3339: value) else { return false }
            marks.hold?.until = until
        case .heldBy: marks.hold?.who = value
        case .heldReason: marks.hold?.reason = value
        case .tags: marks.tags = []
        case .tag: marks.tags?.append(value)
        case .note: marks.note = .text(value)
        case .noNote: marks.note = .removed
        case .follows:
            guard let digest = ContentDigest(hexadecimal: value) else { return false }
            marks.successor = .of(digest)
        case .followsNone: marks.successor = .first
        }
        return true
    }

    /// A file of marks that is not as it was written.
    static func damaged(_ path: String, _ reason: String) -> TidemarkError {
        TidemarkError(
            .damagedMarks,
            "\(path) is damaged: \(reason); the snapshot counts as held",
            hint: "Put back an intact copy, or remove the file: the snapshot loses its hold, tags and note then."
        )
    }

    private static func digest(of bytes: [UInt8]) throws(TidemarkError) -> ContentDigest {
        do throws(DigestError) {
            return try SHA256Hasher.digest(of: bytes)
        } catch {
            throw TidemarkError(.digest, error.message, cause: error)
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func unescaped(_ text: Substring.UnicodeScalarView) -> String {
        var result = ""
        var isEscaped = false
        for scalar in text {
            if isEscaped {
                result.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
