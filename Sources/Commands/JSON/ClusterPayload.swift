import Offsets

/// The object `{"id", "name"}` of a cluster.
struct ClusterPayload: JSONPayload {
    let cluster: ClusterName

    init(_ cluster: ClusterName) {
        self.cluster = cluster
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", cluster.id)
            json.member("name", cluster.name)
        }
    }
}

/// What ``ClusterPayload`` writes, read again without the operator's name.
struct PlanClusterDocument: Decodable {
    let id: String

    var cluster: ClusterName { ClusterName(id: id, name: nil) }
}
