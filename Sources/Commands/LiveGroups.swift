import Engine
import Offsets
import Syntax

/// The groups of a cluster as they are now.
struct LiveGroups {
    /// The id of the cluster.
    let clusterID: String
    private let cluster: LiveCluster

    /// Reaches the cluster that the options name.
    ///
    /// - Throws: exit 64 or 78 when it is not named or cannot be reached so, 69 when no broker answers, 77 when it refuses, 79
    ///   when its name stood for another one.
    init(_ arguments: ParsedArguments, _ context: CommandContext, before deadline: Deadline) async throws {
        cluster = try LiveCluster(arguments, context)
        clusterID = try await cluster.connect(before: deadline)
    }

    /// What they hold.
    ///
    /// - Throws: 69 or 77 when the cluster cannot be read; a group that cannot be read is no error.
    func read(_ selection: Selection, before deadline: Deadline) async throws -> Snapshot {
        defer { cluster.progress.finish() }
        return try await cluster.inspection.held(cluster.request(selection), before: deadline)
    }

    /// What topics there are of these names.
    func topics(_ names: Set<String>, before deadline: Deadline) async throws -> [TopicLogs] {
        try await cluster.inspection.topics(names, before: deadline)
    }
}
