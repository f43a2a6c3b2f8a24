import Glibc
public import Offsets

/// Bytes that other processes read as a file, which has no name and is on no disk; gone with the last one who holds it.
public final class MemoryFile: Sendable {
    let descriptor: Descriptor

    /// Where processes of the same user find it, as long as this one holds it.
    public var path: String { "/proc/\(getpid())/fd/\(descriptor.number)" }

    /// A file with a content.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - reader: Who is to read it, for the error.
    /// - Throws: `cannot-start-process` when there is no memory or no descriptor left.
    public init(holding bytes: [UInt8], for reader: String) throws(TidemarkError) {
        let name = "/tidemark-\(getpid())-\(UInt64.random(in: .min ... .max))"
        // Close-on-exec from the beginning (shm_open(3)).
        let opened = unsafe shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard opened >= 0 else { throw SystemError.starting(reader, number: errno) }
        unsafe shm_unlink(name)
        descriptor = Descriptor(opened)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(opened, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError.starting(reader, number: errno) }
            written += count
        }
        _ = lseek(opened, 0, SEEK_SET)
    }
}
