/// Of what a snapshot can tell whether it was there: what it was taken of, less what it could not read or see.
public struct SnapshotReach: Sendable {
    /// Why a snapshot cannot tell whether a group was there.
    public enum Silence: Hashable, Sendable {
        /// It was taken of other groups, as it was asked to be.
        case notSelected
        /// It should have had it.
        case failed(reason: String)
    }

    private let taken: SelectionRules
    private let coverage: Coverage
    private let failures: [GroupID: GroupFailure]
    private let suspicion: String?

    /// What a snapshot can tell of.
    ///
    /// - Throws: `TidemarkError` (exit 64) when its selection makes no sense to this version.
    public init(_ origin: SnapshotOrigin, _ coverage: Coverage) throws(TidemarkError) {
        taken = try SelectionRules(origin.selection)
        self.coverage = coverage
        failures = Dictionary(coverage.failed.filter { !$0.isAbsence }.map { ($0.group, $0) }) { first, _ in first }
        suspicion = origin.suspicion
    }

    /// Why it cannot tell whether a group that it does not hold was there; `nil` where it can: there was none.
    public func silence(about group: GroupID) -> Silence? {
        guard taken.selects(group: group) else { return .notSelected }
        if let failure = failures[group] { return Self.silence(failure) }
        if let silence = listingSilence { return silence }
        if partitions.hides(group) { return .failed(reason: "its partition of __consumer_offsets had no leader") }
        return coverage.visibility.showsEveryGroup ? nil : .failed(reason: "not every group could be seen")
    }

    /// Why it cannot tell whether there was a group that is selected, where it holds none of them; `nil` where it can: there
    /// was none.
    public func silence(aboutAllOf rules: SelectionRules) -> Silence? {
        if rules.namesEveryGroup {
            let silences = rules.literalGroups.compactMap { silence(about: $0) }
            return silences.first { $0 != .notSelected } ?? silences.first
        }
        let failed = failures.values.filter { rules.selects(group: $0.group) }.min { $0.group < $1.group }
        if let failed { return Self.silence(failed) }
        if let silence = listingSilence { return silence }
        if !partitions.unheard.isEmpty { return .failed(reason: partitions.words) }
        if !coverage.visibility.showsEveryGroup { return .failed(reason: "not every group could be seen") }
        return taken.selectsEveryGroup ? nil : .notSelected
    }

    private static func silence(_ failure: GroupFailure) -> Silence {
        .failed(reason: "\(failure.reason) (\(failure.code))")
    }

    private var listingSilence: Silence? {
        coverage.unreadableBrokers.first.map { .failed(reason: "a broker did not list its groups: \($0)") }
    }

    private var partitions: OffsetsPartitions {
        OffsetsPartitions(count: coverage.offsetsPartitionCount, unheard: coverage.offlineOffsetsPartitions)
    }

    /// Why it cannot tell that a group was gone, with all that it held: as ``silence(about:)``, and because it looks wrong
    /// itself, or was taken of some partitions.
    public func silence(aboutTheEndOf group: GroupID) -> Silence? {
        if let silence = silence(about: group) { return silence }
        if !taken.selectsEveryPartition { return .notSelected }
        return suspicion.map { .failed(reason: "the snapshot is suspicious: \($0)") }
    }

    /// Whether it would hold an offset of this partition if there had been one.
    public func tells(of partition: TopicPartition) -> Bool {
        taken.selects(partition)
            && coverage.visibility.showsEveryTopic
    }

    /// Whether it would hold every offset of a group that it holds.
    public var tellsOfEveryPartition: Bool { taken.selectsEveryPartition && coverage.visibility.showsEveryTopic }
}
