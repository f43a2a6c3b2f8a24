import Offsets

@testable import Store

extension Journal {
    /// The journal of a store, locked as long as it lives.
    static func forWriting(
        _ store: SnapshotStore,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current()
    ) async throws(TidemarkError) -> Journal {
        let journal = try Journal(of: store, now: now, who: who)
        _ = try await journal.take()
        return journal
    }

    /// The journal of a store, locked where that is opened for writing.
    static func opened(_ store: SnapshotStore, for access: StoreAccess) async throws(TidemarkError) -> Journal {
        access == .reading ? try await open(store) : try await forWriting(store)
    }
}
