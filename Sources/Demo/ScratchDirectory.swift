import FoundationEssentials
import Glibc
import Offsets
public import Supervision
import Synchronization

/// A directory that is there for some work and gone after it.
public enum ScratchDirectory {
    /// Where directories for passing work are when TMPDIR does not say.
    private static let standardParent = "/tmp"

    /// Does work with an empty directory, which is removed whatever becomes of the work: also when it fails, and when
    /// this process is asked to end by SIGINT, SIGTERM or SIGHUP.
    ///
    /// - Parameters:
    ///   - parent: where to make the directory; `nil`, or a path that is not absolute, means `/tmp`.
    ///   - work: is given the directory's path; its task is cancelled when the process is asked to end.
    /// - Returns: the request to end, `nil` when there was none.
    /// - Throws: what the work throws, unless the process was asked to end; `cannot-create` (exit 73) when there can be
    ///   no directory; `input-output` (exit 74) when it cannot be removed.
    public static func use(
        in parent: String?,
        _ work: @escaping @Sendable (String) async throws -> Void
    ) async throws -> Interruption? {
        // Before there is anything to remove.
        let interruptions = try Interruptions.listen { _ in }
        let directory = try make(in: parent.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? standardParent)
        let failure = Mutex<(any Error)?>(nil)
        _ = await interruptions.run {
            do {
                try await work(directory)
                return ExitCode.done.rawValue
            } catch {
                failure.withLock { $0 = error }
                return ExitCode.failure.rawValue
            }
        }
        try remove(directory)
        if let interruption = interruptions.first { return interruption }
        if let failure = failure.withLock({ $0 }) { throw failure }
        return nil
    }

    private static func make(in parent: String) throws(TidemarkError) -> String {
        var path = Array("\(parent)/tidemark-demo.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&path) != nil else {
            let reason = unsafe String(cString: strerror(errno))
            throw TidemarkError(
                .cannotCreate,
                "no directory for passing files can be made in \(parent): \(reason)",
                hint: "Name one that can be written to with TMPDIR."
            )
        }
        return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func remove(_ directory: String) throws(TidemarkError) {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            throw TidemarkError(
                .inputOutput,
                "\(directory) could not be removed",
                hint: "Remove it by hand.",
                cause: error
            )
        }
    }
}
