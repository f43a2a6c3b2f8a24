import Glibc
import Offsets

/// A lock that one process at a time holds: the kernel's lock of a file, in which the holder says who it is.
///
/// The kernel frees the lock of a process that has ended, however it ended. What stands in the file is for people.
struct FileLock: ~Copyable {
    /// More bytes than a note has.
    private static let longestNote = 512
    /// How often a waiting command asks again: short beside what a person notices, long beside the call.
    private static let pollInterval: Duration = .milliseconds(100)

    private let file: OpenFile
    /// What the holder before has left for this one; the line of one that was killed is none.
    let note: String
    /// What is left for the next holder; a process that is killed leaves nothing.
    var noteForNext = ""

    private init(_ file: consuming OpenFile, note: String) {
        self.file = file
        self.note = note
    }

    deinit {
        // The next holder is not taken for this one in the moment before it has said who it is.
        try? file.replace(with: Array(noteForNext.utf8))
        // Closing alone would not do: a process that is started at this moment has a copy until it runs its own program.
        file.unlock()
    }

    /// Gives the lock up.
    consuming func release() {}

    /// Takes the lock, waiting for up to `wait`.
    ///
    /// - Parameters:
    ///   - path: The file, made when it is missing.
    ///   - thing: What the lock is of, for the message, such as `the store`.
    ///   - wait: How long somebody else may keep it before this gives up.
    ///   - command: What it is taken for, for whoever finds it taken.
    /// - Returns: The lock, which ends with this value.
    /// - Throws: `store-busy` (exit 75) naming the process that holds it, `no-locks` (exit 74) where the file system has
    ///   none, `interrupted` when the task is cancelled.
    static func acquire(
        _ path: String,
        of thing: String,
        wait: Duration,
        for command: String
    ) async throws(TidemarkError) -> FileLock {
        let deadline = Deadline.after(wait)
        while true {
            if let lock = try attempt(path, for: command) { return lock }
            guard !deadline.hasPassed else { throw busy(path, thing) }
            do {
                try await Task.sleep(for: min(pollInterval, deadline.remaining))
            } catch {
                throw TidemarkError(.interrupted, "interrupted while waiting for \(path)")
            }
        }
    }

    /// Takes the lock when nobody holds it, without waiting; `nil` otherwise.
    static func attempt(_ path: String, for command: String) throws(TidemarkError) -> FileLock? {
        let file = try OpenFile.ofStore(path)
        guard try file.tryLock() else { return nil }
        let note = (try? file.read(longestNote, at: 0)) ?? []
        // Who holds it is for people; a full disk is no reason to refuse the lock.
        try? file.replace(with: Array(LockHolder.present(for: command).line.utf8))
        return FileLock(file, note: String(decoding: note, as: UTF8.self))
    }

    private static func busy(_ path: String, _ thing: String) -> TidemarkError {
        let who = holder(path)?.words ?? "another process"
        return TidemarkError(
            .storeBusy,
            "\(thing) is in use: \(who) holds \(path)",
            hint: "Try again later, or wait for it with --wait 5m."
        )
    }

    /// Who says in the file that it holds the lock; `nil` where nobody does, or somebody who does not any more.
    static func holder(_ path: String) -> LockHolder? {
        guard let file = try? OpenFile(path, flags: O_RDONLY),
            let bytes = try? file.read(LockHolder.longestLine, at: 0),
            let holder = LockHolder(line: String(decoding: bytes, as: UTF8.self)), holder.isCredible
        else { return nil }
        return holder
    }
}
