import Glibc
public import Offsets

/// A file that the operator names and that is no part of a store, such as a saved plan.
public enum OperatorFile {
    /// For the owner alone: names of groups and topics are nobody else's business.
    private static let mode: UInt32 = 0o600

    /// Reads a whole file; a symbolic link is followed.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - longest: The most bytes it may have.
    /// - Returns: Its bytes.
    /// - Throws: `no-such-file` (exit 66), `unusable-file` (64) for anything but a regular file and for one that is too
    ///   long, 77 when it may not be read, 74 when reading fails.
    public static func read(_ path: String, upTo longest: Int) throws(TidemarkError) -> [UInt8] {
        do throws(TidemarkError) {
            let file = try OpenFile(path, flags: O_RDONLY, followsLinks: true)
            let size = try file.size()
            guard size <= longest else {
                throw TidemarkError(
                    .unusableFile,
                    "\(path) has \(size) bytes, and at most \(longest) are read"
                )
            }
            return try file.read(size, at: 0)
        } catch {
            throw failure(error, path)
        }
    }

    /// Why a file that an operator names cannot be read.
    static func failure(_ error: TidemarkError, _ path: String) -> TidemarkError {
        if error.code == .notAFile { return TidemarkError(.unusableFile, error.message, cause: error) }
        guard error.code == .inputOutput, !Directory.exists(path) else { return withoutStore(error) }
        return TidemarkError(
            .noSuchFile,
            error.message,
            hint: path.hasPrefix("/") ? nil : "The path is relative to the working directory."
        )
    }

    /// Refuses a name that is taken, before any work is done for the file.
    ///
    /// - Throws: `file-exists` (exit 73).
    public static func refuseExisting(_ path: String) throws(TidemarkError) {
        guard Directory.exists(path) else { return }
        throw taken(path)
    }

    /// Writes a new file for the owner alone: it has its name when all of it is on the disk, and not before.
    ///
    /// - Throws: `file-exists` (exit 73) when the name is taken; 73, 74 or 77 when it cannot be written. Nothing is left
    ///   behind then.
    public static func create(_ path: String, _ bytes: [UInt8]) throws(TidemarkError) {
        let temporary = temporary(for: path)
        do throws(TidemarkError) {
            // What a process with the same number was killed over.
            try Directory.remove(temporary)
            try write(bytes, to: temporary)
            guard try Directory.publish(temporary, as: path) else { throw taken(path) }
            try Directory.synchronize(Directory.parent(of: path))
        } catch {
            try? Directory.remove(temporary)
            throw withoutStore(error)
        }
    }

    /// Writes a file that replaces one of the same name in one step, so that a reader sees the one or the other and never
    /// a part.
    ///
    /// It is not brought to the disk: for what is written again soon, such as metrics.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - bytes: Its content.
    ///   - mode: Its permission bits, whatever the process's mask is.
    /// - Throws: 73, 74 or 77 when it cannot be written; the old file is still there then.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(TidemarkError) {
        let temporary = temporary(for: path)
        do throws(TidemarkError) {
            try Directory.remove(temporary)
            let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: Self.mode, act: .create)
            try file.write(bytes)
            try file.setMode(mode)
            guard unsafe rename(temporary, path) == 0 else { throw TidemarkError.system(errno, .publish, path) }
        } catch {
            try? Directory.remove(temporary)
            throw withoutStore(error)
        }
    }

    /// The name that a file has until all of it is there: hidden, and with an ending that nobody looks for.
    private static func temporary(for path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return "\(Directory.parent(of: path))/.\(name).tmp\(getpid())"
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(TidemarkError) {
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode, act: .create)
        try file.write(bytes)
        try file.synchronize()
    }

    private static func taken(_ path: String) -> TidemarkError {
        TidemarkError(
            .fileExists,
            "\(path) already exists; not overwritten",
            hint: "Give another name, or remove it."
        )
    }

    /// The error without the hints for files of a store.
    private static func withoutStore(_ error: TidemarkError) -> TidemarkError {
        let hint: String? =
            switch error.code {
            case .diskFull: "Free space there, or choose another file."
            case .denied: "Check owner and mode of the file and its directory."
            default: error.hint
            }
        return TidemarkError(error.code, error.message, hint: hint, cause: error.cause)
    }
}
