/// Something that happened in a run: a state it reached, or a step of one of its groups.
public struct RunEvent: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// The state the run was in (for a group's step) or reached.
    public var state: RunState
    /// The group, `nil` for the run as a whole.
    public var group: GroupID?
    /// The group's step, `nil` for the run as a whole.
    public var step: GroupStep?
    /// More in words.
    public var detail: String?

    /// An event.
    public init(at: Timestamp, state: RunState, group: GroupID? = nil, step: GroupStep? = nil, detail: String? = nil) {
        self.at = at
        self.state = state
        self.group = group
        self.step = step
        self.detail = detail
    }
}
