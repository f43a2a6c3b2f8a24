import Glibc
import Offsets
import SQLite

extension TidemarkError {
    /// A failed system call by its `errno`.
    static func system(_ number: Int32, _ act: FileAct, _ path: String) -> TidemarkError {
        let message = "cannot \(act.rawValue) \(path): \(unsafe String(cString: strerror(number)))"
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return TidemarkError(
                "disk-full",
                message,
                hint: "Free space there, or choose another --store.",
                exitCode: .inputOutput
            )
        case EACCES, EPERM:
            return TidemarkError("denied", message, hint: "Check owner and mode of the store.", exitCode: .denied)
        case _ where act == .create:
            return TidemarkError("cannot-create", message, exitCode: .cannotCreate)
        default:
            return TidemarkError("input-output", message, exitCode: .inputOutput)
        }
    }

    /// What has a name is no regular file, and is not opened.
    static func notAFile(_ path: String, _ kind: FileKind) -> TidemarkError {
        TidemarkError(
            "not-a-file",
            "\(path) is \(kind.rawValue), not a regular file",
            hint: "Move it away; it was not opened.",
            exitCode: .inputOutput
        )
    }

    /// A failure of a database of the store.
    static func database(_ error: SQLiteError, _ path: String) -> TidemarkError {
        let message = "\(path): \(error)"
        return switch error.code {
        case .cannotOpen:
            TidemarkError("cannot-create", message, exitCode: .cannotCreate, cause: error)
        case .denied:
            TidemarkError(
                "denied",
                message,
                hint: "Check owner and mode of the store; a command that may write there repairs an interrupted write.",
                exitCode: .denied,
                cause: error
            )
        case .full:
            TidemarkError(
                "disk-full",
                message,
                hint: "Free space there, or choose another --store.",
                exitCode: .inputOutput,
                cause: error
            )
        case .inputOutput:
            TidemarkError("input-output", message, exitCode: .inputOutput, cause: error)
        case .notAFile:
            TidemarkError(
                "not-a-file",
                message,
                hint: "Move away what has the name of the database; nothing was read from it.",
                exitCode: .damagedData,
                cause: error
            )
        case .damaged, .mismatch:
            TidemarkError("damaged-database", message, exitCode: .damagedData, cause: error)
        case .busy:
            TidemarkError("busy", message, hint: "Try again.", exitCode: .busy, cause: error)
        case .newerSchema:
            TidemarkError(
                "newer-schema",
                message,
                hint: "Use the newer Tidemark that wrote it.",
                exitCode: .configuration,
                cause: error
            )
        case .constraint, .misuse:
            TidemarkError("internal", message, exitCode: .internalFault, cause: error)
        }
    }
}
