import Offsets
import Settings
import Syntax

extension OptionSettings {
    /// What a configuration file says of the options of a command: the store's place, and what belongs to the job that is
    /// named.
    ///
    /// - Parameters:
    ///   - settings: What is in the file.
    ///   - arguments: The arguments of the command.
    /// - Throws: `no-such-job` (exit 64) when the file has jobs, and none of the name that is given.
    init(_ settings: Settings, for arguments: ParsedArguments) throws {
        self.init()
        take(settings.store.path, as: StoreOptions.store) { $0.map { [$0] } ?? [] }
        // To other commands a job's name says which snapshots they are about, of jobs that are no more as well.
        guard arguments.commandPath.last == SnapshotCommand.name else { return }
        guard let name = try arguments[SnapshotCommand.job], let job = try settings.job(named: name) else { return }
        let selection = job.selection
        take(job.groups, as: SelectionOptions.group) { _ in selection.groups }
        take(job.excludedGroups, as: SelectionOptions.excludedGroup) { $0 }
        take(job.topics, as: SelectionOptions.topic) { _ in selection.topics }
        take(job.excludedTopics, as: SelectionOptions.excludedTopic) { $0 }
        take(job.tags, as: SnapshotCommand.tag) { $0 }
        take(job.timeout, as: ClusterOptions.lookingTimeout) { [DurationText.text($0)] }
        take(job.suspiciousBelow, as: SnapshotCommand.suspiciousBelow) { ["\($0)%"] }
        if job.acceptsLimitedView.value, case .file(let file, let place) = job.acceptsLimitedView.origin {
            set(SnapshotCommand.acceptsLimitedView, file: file, line: place.line)
        }
    }

    /// Takes down a value that stands in the file; none for an option is as if nothing were said.
    private mutating func take<Value>(
        _ setting: Setting<Value>,
        as key: some OptionKey,
        _ texts: (Value) -> [String]
    ) {
        let texts = texts(setting.value)
        guard case .file(let file, let place) = setting.origin, !texts.isEmpty else { return }
        set(key, to: texts, file: file, line: place.line)
    }
}

extension Settings {
    /// A job by its name; `nil` where the file has no jobs at all, so that the name is a mere label.
    ///
    /// - Throws: `no-such-job` (exit 64) naming the nearest one.
    func job(named name: String) throws(TidemarkError) -> JobSettings? {
        guard !jobs.isEmpty else { return nil }
        if let job = jobs.first(where: { $0.name.value == name }) { return job }
        throw TidemarkError(
            .noSuchJob,
            "there is no [job.\(name)] in \(file)",
            hint: Self.suggestion(for: name, among: jobs.map(\.name.value))
        )
    }

    /// A cluster by its name.
    ///
    /// - Throws: `no-such-configured-cluster` (exit 64) naming the nearest one.
    func cluster(named name: String) throws(TidemarkError) -> ClusterSettings {
        if let cluster = clusters.first(where: { $0.name.value == name }) { return cluster }
        throw TidemarkError(
            .noSuchConfiguredCluster,
            "there is no [cluster.\(name)] in \(file)",
            hint: Self.suggestion(for: name, among: clusters.map(\.name.value))
        )
    }

    private static func suggestion(for name: String, among names: [String]) -> String {
        if let nearest = Spelling.nearest(to: name, among: names) { return "Did you mean '\(nearest)'?" }
        return names.isEmpty ? "There is none at all." : "There are: \(names.joined(separator: ", "))."
    }
}
