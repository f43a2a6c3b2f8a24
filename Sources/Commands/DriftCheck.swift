import Offsets
import Store
import Syntax

/// `tidemark verify --against live`: whether a snapshot is intact, and what the cluster holds otherwise.
struct DriftCheck {
    /// The snapshot that is meant where none is named.
    private static let usual = "latest"

    private let arguments: ParsedArguments
    private let context: CommandContext
    private let deadline: Deadline

    /// A check as the options want it.
    ///
    /// - Throws: exit 64 for options that are about many snapshots.
    init(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        self.arguments = arguments
        self.context = context
        deadline = .after(try arguments[ClusterOptions.lookingTimeout])
        let others: [(any OptionKey, String)] = [
            (VerifyCommand.sample, "chooses snapshots"), (VerifyCommand.maxDuration, "chooses snapshots"),
            (PruneCommand.job, "chooses snapshots"), (VerifyCommand.forgetsMissing, "is about what is gone"),
        ]
        for (option, what) in others where arguments.origin(of: option) != .absent {
            throw TidemarkError(
                .contradiction,
                "\(option.declaration.name) \(what), and --against live is about one snapshot",
                hint: "Use one of the two."
            )
        }
    }

    /// Verifies the snapshot, and compares it with the cluster when it is intact.
    ///
    /// - Returns: 65 when it is damaged; else 1 where the cluster has drifted, 3 where not everything could be compared, 0.
    /// - Throws: exit 64 where several are named, 66 when there is no such one; what reaching the cluster throws.
    func run() async throws -> ExitCode {
        let keys = SnapshotKeys(context)
        let names = try arguments[VerifyCommand.snapshots]
        guard names.count <= 1 else {
            throw TidemarkError(
                .contradiction,
                "\(names.count) snapshots are named, and --against live is about one",
                hint: "Name one of them."
            )
        }
        switch try NamedSnapshot(names.first ?? Self.usual, context) {
        case .file(let read):
            let live = try await LiveGroups(arguments, context, before: deadline)
            // It was read whole, and is what its digest says.
            let authenticity = try read.authenticity(by: keys.keys)
            try keys.permitUse(of: read.stored, authenticity, context)
            let found = VerifiedSnapshot(intact: read.stored.id, authenticity)
            return try await compare((read.stored, read.content), with: live, found)
        case .stored(let reference): return try await run(reference, keys)
        }
    }

    private func run(_ reference: SnapshotReference, _ keys: SnapshotKeys) async throws -> ExitCode {
        let store = try await StoreOptions.openForReading(arguments, context)
        let live = try await LiveGroups(arguments, context, before: deadline)
        let chosen = try await SnapshotChoice(store, for: Selection()).choose(reference, of: live.clusterID)
        SnapshotArgument.remark(on: chosen, reference, context)
        let found = await store.verify(chosen.stored, by: keys.keys, at: .now())
        if let authenticity = found?.authenticity, let refusal = keys.refusal(of: chosen.stored, authenticity) {
            throw refusal
        }
        await VerifyCommand.remember(store, context)
        if let found, found.state != .intact {
            let report = DriftReport(verification: VerificationReport(found: [found]), drift: nil)
            context.show(report)
            return report.verification.exitCode
        }
        // Removed on purpose meanwhile, it cannot be read any more, and that is the error then.
        return try await compare((chosen.stored, try await store.load(chosen.stored)), with: live, found)
    }

    private func compare(
        _ side: SnapshotComparison.Side,
        with live: LiveGroups,
        _ found: VerifiedSnapshot?
    ) async throws -> ExitCode {
        let everything = Selection()
        let comparison = SnapshotComparison(
            everything,
            try SelectionRules(everything),
            isVerbose: arguments[OutputOptions.verbose],
            context
        )
        let drift = try await comparison.report(from: side, to: live, before: deadline)
        context.show(
            DriftReport(verification: VerificationReport(found: found.map { [$0] } ?? []), drift: drift)
        )
        return drift.exitCode
    }
}

/// What a verification against the cluster has found.
private struct DriftReport: CommandResult {
    let verification: VerificationReport
    /// What is not as it was; `nil` for a snapshot that cannot be relied on.
    let drift: DifferenceReport?

    var remarks: [Message] { verification.remarks + (drift?.remarks ?? []) }

    func writeTable(to sink: OutputSink) {
        if let drift { drift.writeTable(to: sink) } else { verification.writeTable(to: sink) }
    }

    func writeDocument(to json: inout JSONWriter) {
        verification.writeDocument(to: &json)
        guard let drift else { return json.member("drift", nil as String?) }
        json.member("drift", object: { drift.writeDocument(to: &$0) })
    }
}
