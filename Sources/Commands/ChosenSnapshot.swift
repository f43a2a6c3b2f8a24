import Engine
import Offsets
import Store

/// The snapshot that a command puts back: read, who vouches for it asked, and what is wrong with it told.
struct ChosenSnapshot {
    private let stored: StoredSnapshot
    private let snapshot: Snapshot
    private let file: String?
    private let request: PlanRequest

    /// Reads it.
    ///
    /// - Parameters:
    ///   - named: What the operator named.
    ///   - request: What of it is put back, and where.
    ///   - planned: The store and the cluster.
    ///   - context: The surroundings.
    /// - Throws: ``TidemarkError``: 66 when there is no such snapshot, 65 when it is damaged or forged, what reading throws.
    init(
        _ named: NamedSnapshot,
        _ request: PlanRequest,
        _ planned: PlannedRun,
        _ context: CommandContext
    ) async throws {
        let keys = SnapshotKeys(context)
        let authenticity: Authenticity
        self.request = request
        switch named {
        case .file(let read):
            (stored, snapshot) = (read.stored, read.content)
            authenticity = try read.authenticity(by: keys.keys)
            file = read.absolutePath
        case .stored(let reference):
            let chosen = try await Self.choose(reference, request, planned)
            SnapshotArgument.remark(on: chosen, reference, context)
            stored = chosen.stored
            let read = try await planned.store.load(stored, vouchedBy: keys.keys)
            (snapshot, authenticity) = (read.content, read.authenticity)
            file = nil
        }
        try keys.permitUse(of: stored, authenticity, context)
        await Self.warn(of: snapshot, stored, request.selection, planned.store, context)
    }

    /// It as a source of offsets.
    func source(for kind: PlanKind) -> SnapshotSource {
        SnapshotSource(snapshot, id: stored.id, file: file, request: request, for: kind)
    }

    /// The snapshot that is meant: by age one of the cluster that is connected to, where the store has several clusters.
    private static func choose(
        _ reference: SnapshotReference,
        _ request: PlanRequest,
        _ planned: PlannedRun
    ) async throws -> SnapshotChoice.Chosen {
        let choice = try SnapshotChoice(planned.store, for: request.selection)
        let clusters = Set(await planned.store.kinds().map(\.cluster.id))
        // With one cluster there is nothing to choose, so none has to be reached to find a mistake.
        guard clusters.count > 1, reference.isByAge, !request.allowsOtherCluster else {
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
