import Dispatch
import Glibc
import Offsets
import Synchronization

/// Keeps what a child writes to a stream.
///
/// The stream is a pair of sockets and not a pipe: its ends are born close-on-exec, and reading can be ended while
/// somebody still has the other end.
final class OutputCollection: Sendable {
    private static let blockSize = 16 * 1_024

    private let reading: Descriptor
    private let mostBytes: Int
    private let queue = DispatchQueue(label: "tidemark.supervision.output")
    private let collected = Mutex(CollectedOutput())

    private init(_ reading: consuming Descriptor, mostBytes: Int) {
        self.reading = reading
        self.mostBytes = max(0, mostBytes)
    }

    /// Opens a stream and begins to collect what is written to it.
    ///
    /// - Parameter mostBytes: How many bytes are kept.
    /// - Returns: The collection, and the end for the child, which is the caller's.
    /// - Throws: When there are too many open files.
    static func open(mostBytes: Int) throws(TidemarkError) -> (OutputCollection, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SystemError.starting("a supervised process", number: errno)
        }
        let collection = OutputCollection(Descriptor(ends[0]), mostBytes: mostBytes)
        collection.queue.async { collection.read() }
        return (collection, ends[1])
    }

    /// What was written until now, once the child has ended; a process that it has left behind and that still has the
    /// stream is not waited for.
    func finish() -> CollectedOutput {
        // What waits in the stream is still read.
        _ = shutdown(reading.number, Int32(SHUT_RD))
        queue.sync {}
        return collected.withLock { $0 }
    }

    private func read() {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        while true {
            let count = unsafe Glibc.read(reading.number, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            collected.withLock { collected in
                let kept = min(count, mostBytes - collected.bytes.count)
                collected.bytes += block.prefix(kept)
                if kept < count { collected.isCut = true }
            }
        }
    }
}
