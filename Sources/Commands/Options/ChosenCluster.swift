import Cluster
import Kafka
import Offsets
import Settings
import Syntax

/// The cluster that a command talks to.
struct ChosenCluster: Sendable {
    /// Its name in the configuration file; `nil` where it is not that file's.
    let name: String?
    /// How to reach it.
    let configuration: KafkaConfiguration
}

/// What a command does with a cluster, and so as whom it logs in.
enum ClusterUse: Sendable {
    /// It only looks.
    case looking
    /// It may write; the second principal of the cluster is for that.
    case writing
}

/// Who says which cluster is meant; the strongest first.
enum ClusterAuthority: Int, Comparable {
    /// The command line.
    case option
    /// The job that is run.
    case job
    /// The environment.
    case environment
    /// The file, which has only one.
    case file

    /// Who has given an option; `nil` where it is not given.
    init?(_ origin: ValueOrigin) {
        switch origin {
        case .option: self = .option
        case .environment: self = .environment
        case .file: self = .file
        case .absent: return nil
        }
    }

    static func < (left: ClusterAuthority, right: ClusterAuthority) -> Bool { left.rawValue < right.rawValue }
}

extension ClusterOptions {
    /// The cluster of the configuration file that is meant, and who says so; `nil` where none is, or several may be.
    ///
    /// A job goes to its own cluster whatever the environment says.
    ///
    /// - Throws: exit 64 when there is no such cluster or job.
    static func configured(
        _ arguments: ParsedArguments,
        _ settings: Settings?
    ) throws -> (cluster: ClusterSettings, by: ClusterAuthority)? {
        let name = try arguments[cluster]
        let authority = ClusterAuthority(arguments.origin(of: cluster))
        if authority != .option, let settings, let label = try arguments[SnapshotCommand.job],
            let job = try settings.job(named: label)
        {
            return (try settings.cluster(named: job.cluster.value), .job)
        }
        guard let name, let authority else {
            guard let settings, settings.clusters.count == 1 else { return nil }
            return (settings.clusters[0], .file)
        }
        guard let settings else {
            throw TidemarkError(
                .noSuchConfiguredCluster,
                "cluster '\(name)' is one of a configuration file, and there is none",
                hint: "Name the file with --config FILE or TIDEMARK_CONFIG."
            )
        }
        return (try settings.cluster(named: name), authority)
    }
}
