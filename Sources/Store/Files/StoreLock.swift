import Glibc
import Offsets

/// The one lock of a store, held as long as this value lives and released by the kernel with the process.
final class StoreLock: Sendable {
    /// How often a waiting command asks again: short beside what a person notices, long beside the call.
    private static let pollInterval: Duration = .milliseconds(100)
    /// More bytes than any process id has digits.
    private static let longestHolder = 32

    private let file: OpenFile

    private init(_ file: consuming OpenFile) {
        self.file = file
    }

    /// Closing alone would not do: a process that is started at this moment has a copy until it runs its own program.
    deinit { file.unlock() }

    /// Takes the lock, waiting for up to `wait`.
    ///
    /// - Throws: `store-busy` (exit 75) naming the process that holds it, `interrupted` when the task is cancelled.
    static func acquire(_ path: String, wait: Duration) async throws(TidemarkError) -> StoreLock {
        let deadline = Deadline.after(wait)
        while true {
            let file = try OpenFile(path, flags: O_RDWR | O_CREAT, mode: StoreLayout.fileMode, act: .create)
            if try file.tryLock() {
                // The pid is for people; a full disk is no reason to refuse the lock.
                try? file.replace(with: Array("\(getpid())\n".utf8))
                return StoreLock(file)
            }
            guard !deadline.hasPassed else { throw busy(path, holder: try file.read(longestHolder, at: 0)) }
            do {
                try await Task.sleep(for: min(pollInterval, deadline.remaining))
            } catch {
                throw TidemarkError(.interrupted, "interrupted while waiting for \(path)")
            }
        }
    }

    private static func busy(_ path: String, holder: [UInt8]) -> TidemarkError {
        let pid = String(decoding: holder.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let who = Int32(pid).map { "process \($0)" } ?? "another process"
        return TidemarkError(
            .storeBusy,
            "the store is in use: \(who) holds \(path)",
            hint: "Try again later, or wait for it with --wait 5m."
        )
    }
}
