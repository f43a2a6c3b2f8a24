import Offsets
import Store

/// What commands that tidy up a store, or note something in it, do for its journal.
enum JournalUpkeep {
    /// Enters in the audit log what captures did not wait to enter, and moves what is old into an archive.
    ///
    /// Where others have the journal for longer than is to be waited, it is left for the next time; what else keeps it from
    /// being done is told.
    ///
    /// - Parameters:
    ///   - journal: The journal.
    ///   - store: Its store.
    ///   - retention: What stays in the journal.
    ///   - context: Who is told.
    /// - Returns: The archive, `nil` where nothing was to move; and what the command ends with.
    /// - Throws: What is no error of ours, such as that the task was cancelled.
    static func run(
        _ journal: Journal,
        of store: SnapshotStore,
        keeping retention: JournalRetention,
        _ context: CommandContext
    ) async throws -> (archive: JournalArchive?, exitCode: ExitCode) {
        do {
            guard try await isDue(journal, of: store, retention) else { return (nil, .done) }
            let archive = try await journal.locked {
                try await enterSnapshots(of: store, in: journal)
                return try await journal.archive(by: retention)
            }
            return (archive, .done)
        } catch let error as TidemarkError where error.code == .storeBusy {
            context.note("\(error.message); the rest is left to the next prune")
            return (nil, .done)
        } catch let error as TidemarkError {
            context.complain(error)
            return (nil, error.exitCode)
        }
    }

    /// Enters the snapshots that the audit log does not have yet; with the journal's lock.
    static func enterSnapshots(of store: SnapshotStore, in journal: Journal) async throws {
        try await journal.append(try await journal.unaudited(await store.list()).map { StoreChange(taking: $0) })
    }

    private static func isDue(
        _ journal: Journal,
        of store: SnapshotStore,
        _ retention: JournalRetention
    ) async throws(TidemarkError) -> Bool {
        do throws(TidemarkError) {
            if try await !journal.unaudited(await store.list()).isEmpty { return true }
            return try await journal.isArchivingDue(by: retention)
        } catch {
            // Who writes brings one of an older version up to date, and ends what somebody was killed at.
            guard [.olderSchema, .denied].contains(error.code) else { throw error }
            return true
        }
    }
}
