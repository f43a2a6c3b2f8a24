import FoundationEssentials
import Glibc

/// A small file system in memory, mounted for one test; only root can have one.
struct ScratchMount: ~Copyable {
    /// Whether this process may mount; the tests that need it say so when they are skipped.
    static let isPossible = geteuid() == 0 && (try? ScratchMount(kibibytes: 64)) != nil

    let path: String

    init(kibibytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tidemark-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else { throw Refused(number: errno) }
    }

    deinit {
        // Lazily, because a database of the test may not be closed yet.
        _ = unsafe umount2(path, Int32(MNT_DETACH))
        _ = unsafe rmdir(path)
    }

    /// Makes the whole file system read-only.
    func freeze() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        guard unsafe mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw Refused(number: errno) }
    }

    /// Fills the file system, except for so many KiB.
    func fill(leaving kibibytes: Int) throws {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw Refused(number: errno) }
        let free = Int(status.f_bavail) * Int(status.f_frsize) - kibibytes * 1_024
        try Data(repeating: 1, count: free).write(to: URL(filePath: "\(path)/filler"))
    }

    struct Refused: Error {
        let number: Int32
    }
}
