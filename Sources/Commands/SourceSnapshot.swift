import Engine
import Offsets
import Store

/// The snapshot whose offsets a command writes, read, with what an operator should know of it told.
struct SourceSnapshot {
    /// Its row, or what would be its row.
    let stored: StoredSnapshot
    /// What it holds.
    let content: Snapshot
    /// The path of its file where that is what was named.
    let file: String?

    /// Chooses, reads and checks a snapshot.
    ///
    /// - Parameters:
    ///   - named: What the operator named.
    ///   - selection: What of it is to be written.
    ///   - ofAnyCluster: Whether it may be of another cluster than the one that is written to.
    ///   - planned: The store and the cluster.
    ///   - context: Where warnings go.
    /// - Throws: ``TidemarkError``: 65 when it is damaged or not authentic, 66 when there is none, 69 or 77 when the cluster
    ///   cannot be asked which one it is.
    init(
        _ named: NamedSnapshot,
        _ selection: Selection,
        ofAnyCluster: Bool,
        _ planned: PlannedRun,
        _ context: CommandContext
    ) async throws {
        let keys = SnapshotKeys(context)
        let authenticity: Authenticity
        switch named {
        case .file(let read):
            (stored, content) = (read.stored, read.content)
            authenticity = try read.authenticity(by: keys.keys)
            file = read.absolutePath
        case .stored(let reference):
            let chosen = try await Self.choose(reference, selection, ofAnyCluster: ofAnyCluster, planned)
            SnapshotArgument.remark(on: chosen, reference, context)
            stored = chosen.stored
            let read = try await planned.store.load(stored, vouchedBy: keys.keys)
            (content, authenticity) = (read.content, read.authenticity)
            file = nil
        }
        try keys.permitUse(of: stored, authenticity, context)
        await Self.warn(of: content, stored, selection, planned.store, context)
    }

    /// The snapshot that is meant: by age one of the cluster that is connected to, where the store has several clusters.
    private static func choose(
        _ reference: SnapshotReference,
        _ selection: Selection,
        ofAnyCluster: Bool,
        _ planned: PlannedRun
    ) async throws -> SnapshotChoice.Chosen {
        let choice = try SnapshotChoice(planned.store, for: selection)
        let clusters = Set(await planned.store.kinds().map(\.cluster.id))
        // With one cluster there is nothing to choose, so none has to be reached to find a mistake.
        guard clusters.count > 1, reference.isByAge, !ofAnyCluster else {
            return try await choice.choose(reference)
        }
        return try await choice.choose(reference, of: try await planned.clusterID())
    }

    /// Says what the snapshot lacks or why it looks wrong, and when it may hold the damage that is to be repaired.
    ///
    /// What it does not hold cannot be put back.
    private static func warn(
        of snapshot: Snapshot,
        _ stored: StoredSnapshot,
        _ selection: Selection,
        _ store: SnapshotStore,
        _ context: CommandContext
    ) async {
        let about = [Message.Field.snapshot: stored.id.text]
        if snapshot.state == .complete {
            context.warn(of: snapshot.coverage.visibility)
        } else {
            context.warn(
                "snapshot \(stored.id) is \(snapshot.state.rawValue); what it lacks is not put back",
                about: about
            )
            if let suspicion = snapshot.origin.suspicion { context.warn(suspicion, about: about) }
            context.warn(of: snapshot.coverage)
        }
        guard let rules = try? SelectionRules(selection),
            let found = await store.unusualMovement(before: stored, snapshot, selectedBy: rules)
        else { return }
        context.warn(found.words, about: about)
    }
}
