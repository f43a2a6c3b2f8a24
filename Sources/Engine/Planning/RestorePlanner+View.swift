import Cluster
import Offsets

extension RestorePlanner {
    /// Refuses `--only missing` where the snapshot may lack what is missing: what it does not have cannot be put back, and
    /// would go on missing without a word.
    ///
    /// - Throws: ``TidemarkError`` with exit 79.
    static func refuseNarrowView(of snapshot: Snapshot, id: SnapshotID, _ rules: SelectionRules) throws(TidemarkError) {
        let view = snapshot.coverage.visibility
        guard view.state == .limited else { return }
        let captured = Set(snapshot.topics.map(\.topic))
        let hasTopics = view.showsEveryTopic || rules.namedTopics.map { $0.allSatisfy(captured.contains) } ?? false
        guard !hasTopics || !(view.showsEveryGroup || rules.namesEveryGroup) else { return }
        throw TidemarkError(
            .outsideView,
            "snapshot \(id) was taken by a user who could not see everything, so it does not tell what is missing: "
                + view.limits.map(\.reason).joined(separator: "; "),
            hint: "Name what it holds with --group and --topic in full, or restore without --only missing."
        )
    }

    /// Refuses a topic that the cluster seems not to have and only hides.
    ///
    /// - Throws: ``TidemarkError`` with exit 77 naming the right and the topic.
    func refuseHiddenTopics(
        of groups: [MappedGroup],
        metadata: ClusterMetadata,
        before deadline: Deadline
    ) async throws(TidemarkError) {
        let topics = { (group: MappedGroup) in group.offsets.map(\.topic) + group.absent.map(\.topic) }
        let wanted = Set(groups.lazy.flatMap(topics))
        let absent = wanted.filter { metadata.topics[$0] == nil }.sorted()
        guard !absent.isEmpty else { return }
        let view = Visibility(await ViewCheck(cluster: cluster, rules: .everything).hidden(absent, before: deadline))
        // What could not be asked stays a topic that is missing or hidden, which is a finding.
        let hidden = view.hiddenNames(.topics)
        guard !hidden.isEmpty else { return }
        let groups = groups.filter { group in topics(group).contains(where: hidden.contains) }
        throw TidemarkError.denied(
            MissingRight(.read, on: .topics(hidden)),
            "groups \(GroupList.words(Set(groups.map(\.target))))",
            while: "looking at topics that they are to have offsets of"
        )
    }
}

extension SourceView {
    /// What a snapshot could see.
    init(of snapshot: Snapshot) throws(TidemarkError) {
        self.init(
            selection: try SelectionRules(snapshot.origin.selection),
            topics: snapshot.coverage.visibility.showsEveryTopic ? nil : Set(snapshot.topics.map(\.topic))
        )
    }
}
