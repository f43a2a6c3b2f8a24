import Glibc

/// A file as it was when all of it had been looked through for damage, for who opens it next.
///
/// Whoever has written to it since, put another in its place or brought back an older one has changed what is kept here:
/// nobody can set the time of the last change (ctime). That what was written is on the disk is known only while the same kernel
/// runs, so that after a start of the machine no file is the one that was checked.
struct CheckedFile: Hashable, Sendable {
    /// The start of the machine (`/proc/sys/kernel/random/boot_id`).
    private let start: String
    private let device: UInt64
    private let inode: UInt64
    private let bytes: Int
    private let writtenAt: [Int]
    private let changedAt: [Int]

    private static let startPath = "/proc/sys/kernel/random/boot_id"
    /// More bytes than the start of a machine is named with.
    private static let longestStart = 64
    private static let word = "checked"

    /// A file as it is now; `nil` where it is not there, or the system does not say.
    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0,
            let file = try? OpenFile(Self.startPath, flags: O_RDONLY),
            let name = try? file.read(Self.longestStart, at: 0)
        else { return nil }
        start = String(decoding: name.filter { $0 > UInt8(ascii: " ") }, as: UTF8.self)
        guard !start.isEmpty else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        bytes = Int(status.st_size)
        writtenAt = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changedAt = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// The file in one line, with the newline that shows it to be whole.
    var line: String {
        let numbers = [String(device), String(inode), String(bytes)] + (writtenAt + changedAt).map { String($0) }
        return ([Self.word, start] + numbers).joined(separator: " ") + "\n"
    }
}
