import Glibc

/// The locks of an SQLite file with a rollback journal, seen and taken as SQLite does ("File Locking And Concurrency In SQLite").
///
/// They are locks of the open file and not of the process: who reads the same file by SQLite in this process is a stranger, too.
/// But SQLite's own belong to the process, and closing the file here takes them away: a value lives as long as they are needed.
public final class SQLiteFileLocks: Sendable {
    /// The first byte that SQLite locks, and how many it has for readers.
    private static let pending: off_t = 0x4000_0000
    private static let reserved = pending + 1
    private static let shared = pending + 2
    private static let sharedSize: off_t = 510
    /// Where an SQLite file counts its changes.
    private static let counterOffset: off_t = 24

    /// Commands of Linux's `fcntl` for locks of an open file, which its header has for `_GNU_SOURCE` only.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    private let descriptor: Int32

    /// The locks of a file; `nil` where it cannot be opened, with the reason in `errno`.
    public init?(_ path: String) {
        descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Whether a writer has begun: it is about to write, or waits for the readers to go.
    public var hasWriter: Bool {
        var request = Self.request(F_WRLCK, Self.reserved, 1)
        return unsafe fcntl(descriptor, Self.getLock, &request) == 0 && request.l_type != Int16(F_UNLCK)
    }

    /// Takes the lock of a reader as SQLite does: not while a writer waits for readers to go.
    public func tryToRead() -> Bool {
        guard lock(F_RDLCK, Self.pending, 1) else { return false }
        defer { lock(F_UNLCK, Self.pending, 1) }
        return lock(F_RDLCK, Self.shared, Self.sharedSize)
    }

    /// Gives the lock of a reader up.
    public func stopReading() {
        lock(F_UNLCK, Self.shared, Self.sharedSize)
    }

    /// The file's change counter, which each commit raises.
    public var changes: UInt32 {
        var bytes: [UInt8] = [0, 0, 0, 0]
        _ = unsafe pread(descriptor, &bytes, bytes.count, Self.counterOffset)
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    @discardableResult
    private func lock(_ kind: Int32, _ start: off_t, _ length: off_t) -> Bool {
        var request = Self.request(kind, start, length)
        return unsafe fcntl(descriptor, Self.setLock, &request) == 0
    }

    private static func request(_ kind: Int32, _ start: off_t, _ length: off_t) -> flock {
        var request = flock()
        request.l_type = Int16(kind)
        request.l_whence = Int16(SEEK_SET)
        request.l_start = start
        request.l_len = length
        return request
    }
}
