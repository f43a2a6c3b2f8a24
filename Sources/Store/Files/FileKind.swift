import Glibc

/// What a name in a directory stands for; the raw value stands in messages.
enum FileKind: String, Hashable, Sendable {
    case regular = "a regular file"
    case directory = "a directory"
    case link = "a symbolic link"
    case pipe = "a named pipe"
    case socket = "a socket"
    case device = "a device"

    /// The kind in the mode of a file.
    init(mode: UInt32) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
    }

    /// What has this name, a symbolic link being one unless it is followed; `nil` when nothing has it or it cannot be seen.
    static func of(_ path: String, followsLinks: Bool = false) -> FileKind? {
        var status = stat()
        let result = unsafe followsLinks ? stat(path, &status) : lstat(path, &status)
        return result == 0 ? FileKind(mode: status.st_mode) : nil
    }
}
