import Cluster
import Engine
import Kafka
import Offsets
import Syntax

/// The groups of a cluster as they are now.
struct LiveGroups {
    /// The id of the cluster.
    let clusterID: String
    private let inspection: Inspection
    private let progress: ProgressLine
    private let bootstrapServers: String

    /// Reaches the cluster that the options name.
    ///
    /// - Throws: exit 64 or 78 when it is not named or cannot be reached so, 69 when no broker answers, 77 when it refuses, 79
    ///   when its name stood for another one.
    init(_ arguments: ParsedArguments, _ context: CommandContext, before deadline: Deadline) async throws {
        let chosen = try ClusterOptions.chosen(arguments, context, for: .looking)
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        inspection = Inspection(try context.connect(chosen.configuration), progress: progress.show)
        bootstrapServers = chosen.configuration.bootstrapServers
        self.progress = progress
        let names = try ClusterNameCheck(chosen, arguments, context)
        clusterID = try await inspection.connect(before: deadline)
        try names?.refuse(otherThanKnown: clusterID, context)
    }

    /// What they hold.
    ///
    /// - Throws: 69 or 77 when the cluster cannot be read; a group that cannot be read is no error.
    func read(_ selection: Selection, before deadline: Deadline) async throws -> Snapshot {
        defer { progress.finish() }
        let request = CaptureRequest(bootstrapServers: bootstrapServers, selection: selection)
        return try await inspection.held(request, before: deadline)
    }
}
