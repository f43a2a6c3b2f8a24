import Offsets
import Store

/// Where the offsets of a plan come from: an object whose first key says of what kind the source is.
///
/// What is known of the source besides its name is for people and programs that look at a plan; a saved plan has none of
/// it, since its digest does not cover it.
struct PlanSourcePayload: JSONPayload {
    let source: PlanSource
    let origin: PlanOrigin?

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch source {
            case .snapshot(let id, let time, let file):
                json.member("snapshot", id.text)
                json.member("at", time)
                if let file { json.member("file", file) }
            case .run(let id): json.member("run", id)
            case .group(let group): json.member("group", group.name)
            case .groups(let groups): json.member("groupNames", array: groups.map(\.name))
            case .otherCluster(let cluster, let groups, by: let method):
                json.member("groupNames", array: groups.map(\.name))
                json.member("cluster", ClusterPayload(cluster))
                json.member("translation", method.rawValue)
            case .positions(let words): json.member("positions", words)
            case .nothing: json.member("nothing", true)
            }
            switch origin?.source {
            case .snapshot(_, _, _, let stored?): writeMembers(of: stored, to: &json)
            case .run(_, let run?): writeMembers(of: run, to: &json)
            default: break
            }
        }
    }

    private func writeMembers(of stored: StoredSnapshot, to json: inout JSONWriter) {
        json.member("cluster", ClusterPayload(stored.cluster))
        json.member("job", stored.job)
        json.member("state", stored.state.rawValue)
        json.member("groups", stored.groups)
        json.member("selection", SelectionPayload(stored.selection))
    }

    private func writeMembers(of run: RunSummary, to json: inout JSONWriter) {
        json.member("kind", run.record.kind.rawValue)
        json.member("state", run.record.state.rawValue)
        json.member("startedAt", run.record.startedAt)
        json.member("finishedAt", run.record.finishedAt)
        json.member("groups", run.groups)
    }
}

/// What ``PlanSourcePayload`` writes, read again.
struct PlanSourceDocument: Decodable {
    private enum Key: String, CodingKey {
        case snapshot, at, file, run, group, groupNames, cluster, translation, positions, nothing
    }

    let source: PlanSource

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        if json.contains(.snapshot) {
            guard let moment = Timestamp(rfc3339: try json.decode(String.self, forKey: .at)) else {
                throw DecodingError.dataCorruptedError(forKey: Key.at, in: json, debugDescription: "no time")
            }
            source = .snapshot(
                SnapshotID(text: try json.decode(String.self, forKey: .snapshot)),
                at: moment,
                file: try json.decodeIfPresent(String.self, forKey: .file)
            )
        } else if json.contains(.run) {
            source = .run(try json.decode(String.self, forKey: .run))
        } else if json.contains(.group) {
            source = .group(GroupID(try json.decode(String.self, forKey: .group)))
        } else if json.contains(.nothing) {
            source = .nothing
        } else if json.contains(.groupNames) {
            let groups = try json.decode([String].self, forKey: .groupNames).map(GroupID.init)
            if let cluster = try json.decodeIfPresent(PlanClusterDocument.self, forKey: .cluster) {
                source = .otherCluster(cluster.cluster, groups: groups, by: try json.word(.translation))
            } else {
                source = .groups(groups)
            }
        } else {
            source = .positions(try json.decode(String.self, forKey: .positions))
        }
    }
}
