import Cluster
import Engine
import Kafka
import Offsets
import Syntax

/// The cluster that a command looks at as it is now.
struct LiveCluster {
    /// Reads it.
    let inspection: Inspection
    /// How far that has come; over before anything else is shown.
    let progress: ProgressPhases
    private let bootstrapServers: String
    private let names: ClusterNameCheck?
    private let context: CommandContext

    /// The cluster that the options name; the first call connects.
    ///
    /// - Throws: exit 64 when none is named, or one that is not there; 78 when a file cannot be used.
    init(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        let chosen = try ClusterOptions.chosen(arguments, context, for: .looking)
        let progress = ProgressPhases(context, arguments)
        inspection = Inspection(try context.connect(chosen.configuration), progress: progress.show)
        bootstrapServers = chosen.configuration.bootstrapServers
        names = try ClusterNameCheck(chosen, arguments, context)
        self.progress = progress
        self.context = context
    }

    /// Connects, and gives the cluster's id.
    ///
    /// - Throws: `cluster-changed` (exit 79) when its name stood for another cluster before; what connecting throws.
    func connect(before deadline: Deadline) async throws -> String {
        defer { progress.finish() }
        let id = try await inspection.connect(before: deadline)
        try names?.refuse(otherThanKnown: id, context)
        return id
    }

    /// Refuses a cluster whose name stood for another one; asks nothing where it has no name.
    ///
    /// - Throws: as ``connect(before:)``.
    func refuseAnother(before deadline: Deadline) async throws {
        guard names != nil else { return }
        _ = try await connect(before: deadline)
    }

    /// What is to be read of it.
    func request(_ selection: Selection) -> CaptureRequest {
        CaptureRequest(bootstrapServers: bootstrapServers, selection: selection)
    }
}
