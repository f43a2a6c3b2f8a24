import Glibc

/// By what a file is taken for the one that was read before, without reading it again.
public struct FileStamp: Hashable, Sendable {
    /// The size in bytes.
    let bytes: Int
    /// When it was last written to, in nanoseconds since 1970; as the file system has it, and wrapped where it is absurd.
    let writtenAt: Int64

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// What a call has told about a file.
    init(_ status: stat) {
        bytes = Int(status.st_size)
        writtenAt = Int64(status.st_mtim.tv_sec) &* Self.nanosecondsPerSecond &+ Int64(status.st_mtim.tv_nsec)
    }

    /// As a catalog remembers it.
    init(bytes: Int, writtenAt: Int64) {
        self.bytes = bytes
        self.writtenAt = writtenAt
    }
}
