import CLinux
import Glibc
import Offsets
import SQLite

/// What the store does to names in directories.
enum Directory {
    /// The names in a directory, `.` and `..` left out, in no order.
    static func names(in path: String) throws(TidemarkError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw TidemarkError.system(errno, .list, path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw TidemarkError.system(errno, .list, path) }
        return names
    }

    /// Creates a directory and those above it that are missing, each on the disk before this returns.
    static func create(_ path: String) throws(TidemarkError) {
        if exists(path) { return }
        // Only what is missing is made; a path too long for the system would be climbed part by part to no end.
        guard errno == ENOENT else { throw TidemarkError.system(errno, .create, path) }
        let parent = parent(of: path)
        if parent != path { try create(parent) }
        if unsafe mkdir(path, StoreLayout.directoryMode) == 0 {
            try OpenFile(path, flags: O_RDONLY | O_DIRECTORY).giveToOwner()
        } else if errno != EEXIST {
            throw TidemarkError.system(errno, .create, path)
        }
        try synchronize(parent)
    }

    /// Brings the names in a directory to the disk.
    static func synchronize(_ path: String) throws(TidemarkError) {
        // The store itself may be reached through a symbolic link, so the directory is opened by its own name in itself.
        try OpenFile("\(path)/.", flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// Whether anything has this name.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether a directory has this name.
    ///
    /// - Throws: what keeps it from being known, such as a missing permission.
    static func isDirectory(_ path: String) throws(TidemarkError) -> Bool {
        var status = stat()
        if unsafe stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
        guard errno == ENOENT || errno == ENOTDIR else { throw TidemarkError.system(errno, .open, path) }
        return false
    }

    /// The size of what has this name and when it was last written to, `nil` when nothing has it.
    static func stamp(_ path: String) -> FileStamp? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? FileStamp(status) : nil
    }

    /// The size of what has this name and when it was last written to, `nil` when nothing has it.
    ///
    /// - Throws: what keeps it from being known, other than that nothing has the name.
    static func stampIfThere(_ path: String) throws(TidemarkError) -> FileStamp? {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return FileStamp(status) }
        guard errno == ENOENT else { throw TidemarkError.system(errno, .open, path) }
        return nil
    }

    /// Puts what has a name out of the way, under a name that is free: `NAME.damaged`, `NAME.damaged.2` and so on.
    ///
    /// An older one of the first name is replaced where it is a file. A name that does not exist is no error.
    static func setAside(_ path: String) throws(TidemarkError) {
        guard FileKind.of(path) != nil else { return }
        let first = "\(path).damaged"
        if unsafe rename(path, first) == 0 { return }
        // What stands there cannot be replaced, such as a directory.
        for number in 2...mostSetAside where try publish(path, as: "\(first).\(number)") {
            return
        }
        throw TidemarkError.system(EEXIST, .publish, first)
    }

    /// Puts a database out of the way, what belongs to it first: a rollback journal left behind would be played into the next.
    static func setAside(database path: String) throws(TidemarkError) {
        for companion in Database.companions { try setAside(path + companion) }
        try setAside(path)
    }

    /// So many things of one name that are out of the way are enough.
    private static let mostSetAside = 100

    /// Removes a file's name; a name that does not exist is no error.
    static func remove(_ path: String) throws(TidemarkError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw TidemarkError.system(errno, .remove, path) }
    }

    /// Gives a file its final name in one step, replacing nothing.
    ///
    /// - Returns: `false` when the name is taken.
    static func publish(_ temporary: String, as final: String) throws(TidemarkError) -> Bool {
        if unsafe tidemark_rename_without_replacing(temporary, final) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case EINVAL, ENOSYS:
            // A file system without RENAME_NOREPLACE. Killed between the two calls, the file has both names, and the
            // temporary one is removed by the next writer.
            guard unsafe link(temporary, final) == 0 else {
                if errno == EEXIST { return false }
                throw TidemarkError.system(errno, .publish, final)
            }
            try remove(temporary)
            return true
        default: throw TidemarkError.system(errno, .publish, final)
        }
    }

    /// Gives a file the name of another one, which it replaces in one step where it is there.
    static func replace(_ path: String, by temporary: String) throws(TidemarkError) {
        guard unsafe rename(temporary, path) == 0 else { throw TidemarkError.system(errno, .publish, path) }
    }

    /// How many bytes an ordinary user may still write there; `nil` where the file system does not say.
    static func freeBytes(_ path: String) throws(TidemarkError) -> UInt64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw TidemarkError.system(errno, .measure, path) }
        guard status.f_blocks > 0 else { return nil }
        let (bytes, isBeyond) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return isBeyond ? .max : bytes
    }

    /// The directory that a name is in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
