import Digest
import Offsets

/// The hash that ties each row of the audit log to the one before it.
///
/// A row's hash is the SHA-256 of the previous row's hash (32 zeros before the first), the row's number, and its
/// fields in order. A number is 8 bytes, the most significant first; a text is its length as a number and its UTF-8
/// bytes; a field that may be unknown is preceded by one byte, 1 when it is known and 0 when not. The evidence, 32 bytes
/// behind a 1, follows where there is one, then the host behind a 2 and the reason behind a 3; each is left out where there
/// is none, as older versions did.
enum AuditChain {
    /// What the first row follows.
    static let start = [UInt8](repeating: 0, count: ContentDigest.length)

    /// The hash of a row.
    static func hash(_ entry: AuditEntry, number: Int64, after previous: [UInt8]) throws(DigestError) -> ContentDigest {
        var bytes = previous
        append(number, to: &bytes)
        append(entry.at.nanoseconds, to: &bytes)
        append(entry.who.userName, to: &bytes)
        append(Int64(entry.who.uid), to: &bytes)
        append(entry.who.loginUID.map { Int64($0) }, to: &bytes)
        append(entry.action, to: &bytes)
        append(entry.subject, to: &bytes)
        append(entry.cluster?.id as String?, to: &bytes)
        append(entry.cluster?.name, to: &bytes)
        append(entry.planDigest?.description as String?, to: &bytes)
        append(entry.offsetsBefore.map { Int64($0) }, to: &bytes)
        append(entry.offsetsAfter.map { Int64($0) }, to: &bytes)
        append(entry.result, to: &bytes)
        append(entry.detail, to: &bytes)
        if let evidence = entry.evidence { bytes += [1] + evidence.bytes }
        if let host = entry.who.host {
            bytes.append(2)
            append(host, to: &bytes)
        }
        if let reason = entry.reason {
            bytes.append(3)
            append(reason, to: &bytes)
        }
        return try SHA256Hasher.digest(of: bytes)
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(Int64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func append(_ number: Int64?, to bytes: inout [UInt8]) {
        bytes.append(number == nil ? 0 : 1)
        if let number { append(number, to: &bytes) }
    }

    private static func append(_ text: String?, to bytes: inout [UInt8]) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text, to: &bytes) }
    }
}
