import KafkaProtocol

/// What comes of a request.
enum Outcome: Sendable {
    /// The answer.
    case answer(Structure)
    /// No answer is wanted.
    case silence
    /// The answer depends on what others do: ask `ClusterState.resume` after every change.
    case wait(Waiting)
}

/// A request that waits.
enum Waiting: Sendable {
    /// For the other members to join.
    case join(group: Text, member: Text)
    /// For the leader's assignment.
    case sync(group: Text, member: Text, generation: Int32)
    /// For records, in real time and at most that many milliseconds.
    case records(milliseconds: Int64)
}
