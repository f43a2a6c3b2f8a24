import Cluster
import Engine
import Kafka
import KafkaDirect
import KafkaTestSupport
import Offsets

/// The three readers of one cluster.
struct GroupReaders {
    /// What they see of the same groups at the same time.
    struct Views {
        let direct: GroupsView
        let library: GroupsView
        /// `nil` on a machine without that release's jars.
        let admin: GroupsView?
    }

    private static let patience: Duration = .seconds(60)
    /// How often groups are read at most until nothing changes meanwhile: members join, topics are deleted.
    private static let mostReadings = 50

    private let direct: DirectClient
    private let library: KafkaClient
    private let admin: AdminReader?
    private let bootstrapServers: String

    /// Readers, each with connections that it keeps.
    init(_ cluster: TestCluster) throws {
        let configuration = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
        let library = try KafkaClient(configuration)
        self.library = library
        direct = try DirectClient(try DirectConfiguration(configuration)) { library }
        admin = cluster.isSimulated ? nil : try AdminReader(cluster)
        bootstrapServers = cluster.bootstrapServers
    }

    /// Ends what has a process of its own.
    func stop() async throws {
        try await admin?.stop()
    }

    /// Reads groups by all of them, between two readings by our own client that see the same.
    ///
    /// - Parameters:
    ///   - prefix: How the names of the groups begin.
    ///   - names: The groups that were made.
    /// - Returns: What each sees.
    /// - Throws: ``KafkaFailure`` when something changes all the time.
    func views(of prefix: String, and names: [GroupID]) async throws -> Views {
        var before = try await view(of: prefix, by: direct)
        for _ in 0..<Self.mostReadings {
            let library = try await view(of: prefix, by: library)
            let admin = try await admin?.view(of: prefix, and: names)
            let after = try await view(of: prefix, by: direct)
            if before == after { return Views(direct: before, library: library, admin: admin) }
            before = after
        }
        throw KafkaFailure("read \(prefix)*", message: "it changes all the time")
    }

    private func view(of prefix: String, by client: any Cluster) async throws -> GroupsView {
        let request = CaptureRequest(
            bootstrapServers: bootstrapServers,
            selection: Selection(groups: ["\(prefix)*"])
        )
        return GroupsView(try await Inspection(client).held(request, before: .after(Self.patience)))
    }
}
