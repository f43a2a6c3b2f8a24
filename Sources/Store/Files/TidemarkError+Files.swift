import Glibc
import Offsets
import SQLite

extension TidemarkError {
    /// What `flock` answers on a file system without locks: NFS without its lock service, and some that are mounted over
    /// the network or in user space.
    private static let withoutLocks: Set<Int32> = [ENOLCK, ENOSYS, EOPNOTSUPP]

    /// A failed system call by its `errno`.
    static func system(_ number: Int32, _ act: FileAct, _ path: String) -> TidemarkError {
        let message = "cannot \(act.rawValue) \(path): \(unsafe String(cString: strerror(number)))"
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return TidemarkError(
                .diskFull,
                message,
                hint: "Free space there, or choose another --store."
            )
        case _ where act == .lock && withoutLocks.contains(number):
            return TidemarkError(
                .noLocks,
                "the file system gives no locks, so that two runs could write at once: \(message)",
                hint:
                    "Choose a --store on a local disk; on NFS, start its lock service (rpc.statd), or mount version 4."
            )
        case EACCES, EPERM:
            return TidemarkError(.denied, message, hint: "Check owner and mode of the store.")
        case _ where act == .create:
            return TidemarkError(.cannotCreate, message)
        default:
            return TidemarkError(.inputOutput, message)
        }
    }

    /// What has a name is no regular file, and is not opened.
    static func notAFile(_ path: String, _ kind: FileKind) -> TidemarkError {
        TidemarkError(
            .notAFile,
            "\(path) is \(kind.rawValue), not a regular file",
            hint: "Move it away; it was not opened."
        )
    }

    /// A failure of a database of the store.
    static func database(_ error: SQLiteError, _ path: String) -> TidemarkError {
        let message = "\(path): \(error)"
        return switch error.code {
        case .cannotOpen:
            TidemarkError(.cannotCreate, message, cause: error)
        case .denied:
            TidemarkError(
                .denied,
                message,
                hint: "Check owner and mode of the store; a command that may write there repairs an interrupted write.",
                cause: error
            )
        case .full:
            TidemarkError(
                .diskFull,
                message,
                hint: "Free space there, or choose another --store.",
                cause: error
            )
        case .inputOutput:
            TidemarkError(.inputOutput, message, cause: error)
        case .notAFile:
            TidemarkError(
                .notADatabase,
                message,
                hint: "Move away what has the name of the database; nothing was read from it.",
                cause: error
            )
        case .damaged, .mismatch:
            TidemarkError(.damagedDatabase, message, cause: error)
        case .busy:
            TidemarkError(.busy, message, hint: "Try again.", cause: error)
        case .newerSchema:
            TidemarkError(
                .newerSchema,
                message,
                hint: "Use the newer Tidemark that wrote it.",
                cause: error
            )
        case .constraint, .misuse:
            TidemarkError(.internalError, message, cause: error)
        }
    }
}
