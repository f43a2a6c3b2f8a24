/// A group: what it holds when the restore begins, and what the snapshot has of it.
struct ScheduledGroup: Codable, Hashable, Sendable {
    /// A committed position.
    struct Position: Codable, Hashable, Sendable {
        var topic: String
        var partition: Int32
        var offset: Int64
        var metadata = ""
    }

    /// Its name in the snapshot.
    var name: String
    /// Its name in the cluster, where the restore goes.
    var target: String
    /// What the target holds at first; `nil` for a group that does not exist.
    var held: [Position]?
    /// What the snapshot has; `nil` for a group outside the restore.
    var snapshot: [Position]?
    /// Whether it has a member from the beginning, so that the plan is refused.
    var isLive = false
}
