import Glibc
import TestSupport

/// A small file system in memory, mounted for one test; only root can have one.
package struct ScratchMount: ~Copyable {
    /// Whether this process may mount; the tests that need it say so when they are skipped.
    package static let isPossible = geteuid() == 0 && (try? ScratchMount(kibibytes: 64)) != nil

    private let place: ScratchDirectory

    package var path: String { place.path }

    private var filler: String { "\(path)/filler" }

    package init(kibibytes: Int) throws {
        let place = try ScratchDirectory(named: "tidemark-mount")
        guard unsafe mount("tmpfs", place.path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            throw Refused(number: errno)
        }
        self.init(place)
    }

    private init(_ place: consuming ScratchDirectory) {
        self.place = place
    }

    deinit {
        // Lazily, because a database of the test may not be closed yet.
        while unsafe umount2(path, Int32(MNT_DETACH)) == 0 {}
    }

    /// Makes the whole file system read-only; no file may be open for writing.
    package func freeze() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        guard unsafe mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw Refused(number: errno) }
    }

    /// Makes everything read-only that is opened from now on: the same directory, mounted over itself.
    ///
    /// It is made read-only elsewhere and mounted then: a mount in which a file is open for writing is refused, and
    /// whoever is at work here may open one at any moment.
    package func protect() throws {
        let place = try ScratchDirectory(named: "tidemark-mount")
        let elsewhere = place.path
        defer { _ = unsafe umount2(elsewhere, Int32(MNT_DETACH)) }
        guard unsafe mount(path, elsewhere, nil, UInt(MS_BIND), nil) == 0 else { throw Refused(number: errno) }
        let flags = UInt(MS_REMOUNT | MS_BIND | MS_RDONLY)
        guard unsafe mount(nil, elsewhere, nil, flags, nil) == 0 else { throw Refused(number: errno) }
        guard unsafe mount(elsewhere, path, nil, UInt(MS_BIND), nil) == 0 else { throw Refused(number: errno) }
    }

    /// Ends what `protect` did.
    package func unprotect() throws {
        guard unsafe umount2(path, Int32(MNT_DETACH)) == 0 else { throw Refused(number: errno) }
    }

    /// Fills the file system, except for so many KiB; others may write to it meanwhile, and what they free can be filled
    /// again.
    package func fill(leaving kibibytes: Int = 0) throws {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw Refused(number: errno) }
        let descriptor = unsafe open(filler, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Refused(number: errno) }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 65_536)
        var left = Int(status.f_bavail) * Int(status.f_frsize) - kibibytes * 1_024
        while left > 0 {
            let written = unsafe write(descriptor, block, min(left, block.count))
            guard written > 0 else {
                guard written == 0 || errno == ENOSPC else { throw Refused(number: errno) }
                return
            }
            left -= written
        }
    }

    /// Ends what `fill` did.
    package func empty() throws {
        guard unsafe unlink(filler) == 0 else { throw Refused(number: errno) }
    }

    package struct Refused: Error {
        package let number: Int32
    }
}
