import Offsets
import Settings
import Store

/// What the configuration wants to be measured of the store.
struct StoreWishes: Hashable, Sendable {
    private(set) var lagGroups: [String] = []
    private(set) var lagGroupsLimit = 0
    /// The cluster of each job.
    private(set) var jobs: [String: String] = [:]

    /// Nothing.
    init() {}

    /// What a configuration wants.
    init(_ settings: Settings) {
        lagGroups = settings.daemon.lagGroups.value
        lagGroupsLimit = settings.daemon.lagGroupsLimit.value
        jobs = Dictionary(settings.jobs.map { ($0.name.value, $0.cluster.value) }) { first, _ in first }
    }

    /// Whether the same groups are chosen.
    func hasSameGroups(as other: StoreWishes) -> Bool {
        lagGroups == other.lagGroups && lagGroupsLimit == other.lagGroupsLimit
    }
}

/// What was found of a store for the metrics.
struct StoreFindings: Sendable {
    /// The numbers of the store and its journal.
    var store: StoreMetrics?
    /// The newest snapshot of each job; `nil` where the store could not be read.
    private(set) var newest: [String: StoredSnapshot]?
    /// The lag of the groups that are chosen.
    private(set) var lags = GroupLags()
    /// Why something could not be read.
    private(set) var trouble: TidemarkError?
    /// Whether the journal was written to just then, so that it is worth looking again soon.
    private(set) var isBusy = false
    /// The snapshot of each job that the lag is of.
    private var lagSnapshots: [String: SnapshotID] = [:]

    /// Nothing is known yet.
    init() {}

    /// Reads a store, whose snapshots' files are only looked at, and its journal; the snapshots themselves only where they
    /// are newer than those that lags are known of.
    ///
    /// - Parameters:
    ///   - directory: The store.
    ///   - wishes: What is wanted of it.
    ///   - before: What was found last for the same groups; `nil` for none.
    /// - Returns: What was found; what could not be read is unknown in it, and its ``trouble`` says why.
    static func read(_ directory: String, _ wishes: StoreWishes, before: StoreFindings?) async -> StoreFindings {
        var found = StoreFindings()
        var numbers = StoreMetrics()
        do throws(TidemarkError) {
            let store = try await StoreSurvey.store(in: directory)
            let survey = try await StoreSurvey(store)
            numbers.snapshots = survey.health.snapshots
            numbers.bytes = Int64(survey.health.bytes)
            numbers.freeBytes = survey.health.freeBytes.map(Int64.init(clamping:))
            numbers.damagedFiles = survey.health.damaged
            found.newest = survey.newest
            if let before {
                (found.lags, found.lagSnapshots) = (before.lags, before.lagSnapshots)
            } else {
                found.lags = try GroupLags(groups: wishes.lagGroups, limit: wishes.lagGroupsLimit)
            }
            if let store, found.lags.isWanted { await found.readLags(of: store, survey, wishes) }
        } catch {
            found.trouble = error
        }
        do throws(TidemarkError) {
            let survey = try await RunSurvey(directory: directory)
            numbers.runs = survey.ended
            numbers.unfinishedRuns = survey.unfinished.count
        } catch {
            if error.exitCode == .busy { found.isBusy = true } else { found.trouble = found.trouble ?? error }
        }
        found.store = numbers
        return found
    }

    /// A snapshot that cannot be read says nothing, and neither does the one before it.
    private mutating func readLags(of store: SnapshotStore, _ survey: StoreSurvey, _ wishes: StoreWishes) async {
        var known: [String: SnapshotID] = [:]
        for (job, cluster) in wishes.jobs {
            guard let newest = survey.newest[job] else { continue }
            if lagSnapshots[job] != newest.id {
                guard let snapshot = try? await store.load(newest) else { continue }
                lags.note(snapshot, of: cluster, by: job)
            }
            known[job] = newest.id
        }
        lagSnapshots = known
        lags.keep(jobs: wishes.jobs.filter { known[$0.key] != nil })
    }
}
