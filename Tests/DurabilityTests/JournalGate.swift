import Glibc
import KafkaTestSupport
import Offsets

/// Keeps the runs of a store where they are: while it is shut, no further state of a run becomes durable.
///
/// The journal is an SQLite file with a rollback journal, and SQLite writes to such a file only while nobody has its
/// shared lock. Who holds it keeps a run between two of its states, for the ten seconds that the program waits for a
/// reader; the program has no part in it.
final class JournalGate: Sendable {
    /// The first byte that SQLite locks, and how many it has for readers ("File Locking And Concurrency In SQLite").
    private static let pending: off_t = 0x4000_0000
    private static let reserved = pending + 1
    private static let shared = pending + 2
    private static let sharedSize: off_t = 510
    /// Where an SQLite file counts its changes.
    private static let counterOffset: off_t = 24
    /// The pause between two looks, in microseconds: far shorter than a write to the disk.
    private static let pause: UInt32 = 100

    /// Commands of Linux's `fcntl` for locks of an open file, which its header has for `_GNU_SOURCE` only.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    private let descriptor: Int32
    private let store: ScratchStore

    /// A gate, open, at the journal of a store that has one.
    init(_ store: ScratchStore) throws {
        self.store = store
        let path = JournalFile.path(in: store)
        descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw KafkaFailure("open \(path)", code: errno, message: "not possible") }
    }

    deinit { close(descriptor) }

    /// Waits until a run after `earlier` is in a state, and shuts the gate; whoever is to go on opens it.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - earlier: The run that the journal ended with before.
    ///   - command: The command that carries the run out.
    /// - Returns: Whether the run is there; `false`, and the gate is open, when it has passed the state unseen.
    /// - Throws: ``KafkaFailure`` when the run is nowhere in time.
    func shut(at state: String, after earlier: String?, of command: RunningCommand) async throws -> Bool {
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(RunningCommand.patience)
            var seen: UInt32?
            while !deadline.hasPassed {
                let isOver = command.hasEnded
                if changes == seen {
                    if isOver { return false }
                    usleep(Self.pause)
                    continue
                }
                // Somebody has just written: before it writes again, it has to wait for this reader.
                guard tryToShut() else {
                    usleep(Self.pause)
                    continue
                }
                seen = changes
                if let run = try? JournalFile.latest(in: store), run.id != earlier {
                    if run.state == state { return true }
                    if run.isOver || run.hasBeen(state) {
                        open()
                        return false
                    }
                }
                open()
            }
            throw KafkaFailure("wait for a run in state \(state)", message: "there was none in time")
        }
    }

    /// Waits, with the gate shut, until the program is about to write: what the last state announced is then done.
    func isAwaited(by command: RunningCommand) async throws {
        try await Waiting.until("the program is about to write to the journal") { wantsToWrite || command.hasEnded }
    }

    /// Returns as soon as a command has written to the journal for so many times, or has ended.
    func waitForWrite(_ number: Int, after earlier: UInt32, by command: RunningCommand) async throws {
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(RunningCommand.patience)
            while changes &- earlier < UInt32(number), !command.hasEnded, !deadline.hasPassed { usleep(Self.pause) }
        }
    }

    /// Lets the program go on.
    func open() {
        lock(F_UNLCK, Self.shared, Self.sharedSize)
    }

    /// Takes the shared lock as SQLite does: not while a writer waits for readers to go.
    private func tryToShut() -> Bool {
        guard lock(F_RDLCK, Self.pending, 1) else { return false }
        defer { lock(F_UNLCK, Self.pending, 1) }
        return lock(F_RDLCK, Self.shared, Self.sharedSize)
    }

    /// The file's change counter, which each commit raises.
    var changes: UInt32 {
        var bytes: [UInt8] = [0, 0, 0, 0]
        _ = unsafe pread(descriptor, &bytes, bytes.count, Self.counterOffset)
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private var wantsToWrite: Bool {
        var request = Self.request(F_WRLCK, Self.reserved, 1)
        return unsafe fcntl(descriptor, Self.getLock, &request) == 0 && request.l_type != Int16(F_UNLCK)
    }

    /// Locks of the open file and not of the process: reading a copy of the journal, which opens and closes the file,
    /// leaves them alone.
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
