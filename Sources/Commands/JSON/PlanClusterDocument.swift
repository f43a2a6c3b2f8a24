import Offsets

/// What ``ClusterPayload`` writes, read again without the operator's name.
struct PlanClusterDocument: Decodable {
    let id: String

    var cluster: ClusterName { ClusterName(id: id, name: nil) }
}
