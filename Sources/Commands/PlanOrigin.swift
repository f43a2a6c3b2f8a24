import Offsets
import Store

/// Where the offsets of a plan come from and where they go: what a plan, its question and "nothing to do" begin with.
struct PlanOrigin {
    /// What is known of the source.
    enum Source {
        /// A snapshot, and its file where that is what was named; `nil` where it is not in the store.
        case snapshot(SnapshotID, at: Timestamp, file: String?, StoredSnapshot?)
        /// A run; `nil` where it is not in the journal.
        case run(String, RunSummary?)
        /// Groups in words.
        case groups(String)
        /// A position in the operator's words.
        case position(String)
        /// None: something is deleted.
        case nothing
    }

    let source: Source
    /// The cluster that is written to.
    let cluster: ClusterName
    /// How that is reached.
    let bootstrapServers: String

    /// The source and the target, a note each.
    var remarks: [Message] {
        if case .nothing = source { return [Message(.note, "on \(target)")] }
        if case .position(let words) = source {
            return [Message(.note, "position: \(words)"), Message(.note, "on \(target)")]
        }
        return [Message(.note, "from \(sourceInFull)", about: fields), Message(.note, "to \(target)")]
    }

    /// What a message about the source is about.
    var fields: [Message.Field: String] {
        switch source {
        case .snapshot(let id, _, let file, _):
            [.snapshot: id.text].merging(file.map { [.file: $0] } ?? [:]) { first, _ in first }
        case .run(let id, _): [.run: id]
        case .groups, .position, .nothing: [:]
        }
    }

    /// Both in one line, for a question.
    var brief: String {
        switch source {
        case .nothing: "on \(target)"
        case .position(let words): "position: \(words), on \(target)"
        case .snapshot, .run, .groups: "from \(name) to \(target)"
        }
    }

    /// The source by its name and age.
    var name: String {
        switch source {
        case .snapshot(let id, let time, let file, _):
            "snapshot \(id) (\(Age.ago(time)))\(file.map { " of \($0)" } ?? "")"
        case .run(let id, let run): run.map { "run \(id) (\(Age.ago($0.record.startedAt)))" } ?? "run \(id)"
        case .groups(let words), .position(let words): words
        case .nothing: "nothing"
        }
    }

    private var target: String { "cluster \(Cell.cluster(cluster)) at \(bootstrapServers)" }

    private var sourceInFull: String {
        switch source {
        case .snapshot(let id, let time, let file?, _):
            return "snapshot \(id) in the file \(file), taken \(Age.moment(time))"
        case .snapshot(let id, let time, nil, nil):
            return "snapshot \(id), taken \(Age.moment(time)), which is not in this store"
        case .snapshot(let id, let time, nil, let stored?):
            let of = stored.cluster.id == cluster.id ? "" : " of cluster \(Cell.cluster(stored.cluster))"
            let by = stored.job.map { "job \(Cell.text($0))" } ?? "no job"
            return
                "snapshot \(id)\(of), taken \(Age.moment(time)): \(by), \(stored.state.rawValue), \(Cell.groups(of: stored))"
        case .run(let id, nil): return "run \(id), which is not in this store"
        case .run(let id, let run?):
            let record = run.record
            let whatItDid =
                switch record.kind {
                case .undo: "an undo of \(RunTable.source(of: record))"
                case .delete: record.removesGroups ? "a deletion of groups" : "a deletion of offsets"
                default: "a \(record.kind.rawValue) from \(RunTable.source(of: record))"
                }
            return "run \(id), \(whatItDid), started "
                + "\(Age.moment(record.startedAt)) by \(Cell.who(record.who)): \(Cell.state(record.state)), "
                + Counted.text(run.groups, "group")
        case .groups(let words), .position(let words): return words
        case .nothing: return name
        }
    }
}

extension PlanOrigin {
    /// So many groups are named.
    private static let namedAtMost = 3

    private static func words(_ groups: [GroupID]) -> String {
        guard groups.count != 1 else { return "group \(groups[0])" }
        let named = groups.prefix(namedAtMost).map(\.name).joined(separator: ", ")
        let others = groups.count - namedAtMost
        return "\(groups.count) groups: \(named)" + (others > 0 ? " and \(others) more" : "")
    }

    /// What a store knows of a plan's source.
    init(of plan: Plan, in store: SnapshotStore, _ journal: Journal, bootstrapServers: String) async {
        cluster = plan.cluster
        self.bootstrapServers = bootstrapServers
        switch plan.source {
        case .snapshot(let id, let time, let file):
            source = .snapshot(id, at: time, file: file, try? await store.resolve(.id(prefix: id.text)))
        case .run(let id):
            // Without it the plan is what it is; only less can be told of its source.
            source = .run(id, try? await journal.summary(of: RunID(text: id)))
        case .group(let group): source = .groups("group \(group)")
        case .groups(let groups): source = .groups(Self.words(groups))
        case .otherCluster(let cluster, let groups, by: let method):
            let by = method == .timestamp ? ", by timestamp" : ""
            source = .groups("\(Self.words(groups)) of cluster \(cluster.name ?? cluster.id)\(by)")
        case .positions(let words): source = .position(words)
        case .nothing: source = .nothing
        }
    }
}
