import Glibc

/// The journal of systemd, written to by its own protocol ("Native Journal Protocol").
public struct JournalSocket: Sendable {
    /// Where journald listens.
    public static let standardPath = "/run/systemd/journal/socket"

    private let socket: DatagramSocket

    /// The journal at a path; `nil` when no socket is to be had.
    public init?(path: String = standardPath) {
        guard let socket = DatagramSocket(to: path) else { return nil }
        self.socket = socket
    }

    /// The journal, where a descriptor leads to it: where `JOURNAL_STREAM` is the device and inode of what is open there.
    ///
    /// The variable alone says nothing, because it is inherited also by who has put something else there
    /// (systemd.exec(5)).
    ///
    /// - Parameters:
    ///   - descriptor: such as that of standard error.
    ///   - environment: the variables of this process.
    ///   - path: where the journal listens.
    public init?(behind descriptor: Int32, environment: [String: String], path: String = standardPath) {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], unsafe fstat(descriptor, &status) == 0,
            stream == "\(status.st_dev):\(status.st_ino)"
        else { return nil }
        self.init(path: path)
    }

    /// Writes an entry, without waiting; `false` when the journal has not taken it.
    public func write(_ entry: JournalEntry) -> Bool {
        socket.send(entry.bytes) == .delivered
    }
}

/// An entry of the journal: fields with their values.
///
/// A value that is longer than its limit is cut, with a note at its end of how long it was: all of an entry has to fit
/// into one datagram.
public struct JournalEntry: Hashable, Sendable {
    /// The longest `MESSAGE`, in bytes.
    public static let longestMessage = 32 * 1_024
    /// The longest value of any other field, in bytes: with as many fields as Tidemark has, an entry stays far below
    /// what Linux takes in a datagram by default (`net.core.wmem_default`, 212 992 bytes).
    public static let longestValue = 8 * 1_024

    private static let message = "MESSAGE"
    /// What ends a field, so that a value with one in it has to be written with its length.
    private static let newline = UInt8(ascii: "\n")

    /// The entry as journald reads it.
    public private(set) var bytes: [UInt8] = []

    /// An entry without fields.
    public init() {}

    /// Adds a field, whose name is of capital letters, digits and underscores.
    public mutating func add(_ name: String, _ text: String) {
        let value = Self.cut(Array(text.utf8), to: name == Self.message ? Self.longestMessage : Self.longestValue)
        bytes += Array(name.utf8)
        if value.contains(Self.newline) {
            let length = UInt64(value.count)
            bytes.append(Self.newline)
            bytes += (0..<UInt64.bitWidth / UInt8.bitWidth).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(Self.newline)
    }

    private static func cut(_ value: [UInt8], to longest: Int) -> [UInt8] {
        guard value.count > longest else { return value }
        let note = Array("… (cut, \(value.count) bytes)".utf8)
        var kept = value.prefix(longest - note.count)
        // Not in the middle of a character: its first byte and those that follow go together.
        while let last = kept.last, last & 0xc0 == 0x80 { kept = kept.dropLast() }
        if let last = kept.last, last >= 0xc0 { kept = kept.dropLast() }
        return kept + note
    }
}
