import Offsets
import Store

extension ImportedFile {
    /// What an operator says of a file beside what is in it.
    struct Labels {
        /// Whose offsets they are; `nil` when that is not said.
        let cluster: ClusterName?
        /// When the offsets of a table were read; `nil` for now.
        let moment: Timestamp?
        let tags: [String]
        let note: String?
    }

    /// A table has what it has; what else the cluster had, it does not tell.
    private static let unknownView = Visibility(
        .unknown,
        limits: [
            Visibility.Limit(.listing, "the imported file does not tell which groups it leaves out"),
            Visibility.Limit(.groups, "nor of which groups it leaves out offsets"),
            Visibility.Limit(.topics, "nor of which topics"),
        ]
    )

    /// What is to be stored.
    ///
    /// - Throws: `missing-argument` (exit 64) for a table of which nobody says whose offsets it has; `wrong-cluster` (79) for a
    ///   snapshot of another cluster than is said.
    func snapshot(_ labels: Labels) throws -> Snapshot {
        switch content {
        case .snapshot(let original): try snapshot(original, labels)
        case .rows(let groups, let topics): try snapshot(groups, topics, labels)
        }
    }

    private func snapshot(_ original: UnstoredSnapshot, _ labels: Labels) throws -> Snapshot {
        try original.refuse(otherThan: labels.cluster?.id)
        var snapshot = original.content
        // Its job and chain are those of the store it was taken for.
        snapshot.origin.job = nil
        snapshot.origin.previousDigest = nil
        snapshot.origin.importedFrom = source.text
        snapshot.origin.tags += labels.tags.filter { !snapshot.origin.tags.contains($0) }
        if let note = labels.note { snapshot.origin.note = note }
        return snapshot
    }

    private func snapshot(_ groups: [GroupOffsets], _ topics: [TopicLogs], _ labels: Labels) throws -> Snapshot {
        guard let cluster = labels.cluster else {
            throw TidemarkError(
                .missingArgument,
                "a \(form.rawValue) does not say which cluster its offsets are of",
                hint: "Give --cluster with a name or id that the store knows, or --cluster-id with any."
            )
        }
        let moment = labels.moment ?? Timestamp.now()
        return Snapshot(
            origin: SnapshotOrigin(
                cluster: cluster,
                bootstrapServers: "",
                startedAt: moment,
                finishedAt: moment,
                tidemarkVersion: TidemarkVersion.current,
                client: "",
                tags: labels.tags,
                note: labels.note,
                importedFrom: source.text
            ),
            coverage: Coverage(
                listed: groups.count,
                selected: groups.count,
                captured: groups.count,
                visibility: Self.unknownView
            ),
            groups: groups,
            topics: topics
        )
    }
}
