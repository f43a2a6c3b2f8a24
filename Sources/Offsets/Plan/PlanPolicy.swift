/// What the operator decided for the cases that a plan must not decide by itself.
public struct PlanPolicy: Hashable, Sendable {
    /// For offsets outside the log and for re-created topics.
    public var onOutOfRange: OutOfRangePolicy
    /// For topics and partitions that are not there.
    public var onMissing: MissingPolicy
    /// For offsets of the target that the source does not have.
    public var mode: PlanMode
    /// Which movements alone are made, `nil` for all.
    public var only: MovementFilter?
    /// For groups that have members, or may have.
    public var onActive: ActiveGroupPolicy

    /// A policy; without arguments the strictest: anything unusual stops the plan, and nothing is deleted.
    public init(
        onOutOfRange: OutOfRangePolicy = .fail,
        onMissing: MissingPolicy = .fail,
        mode: PlanMode = .merge,
        only: MovementFilter? = nil,
        onActive: ActiveGroupPolicy = .fail
    ) {
        self.onOutOfRange = onOutOfRange
        self.onMissing = onMissing
        self.mode = mode
        self.only = only
        self.onActive = onActive
    }
}

extension PlanPolicy {
    /// That of an undo: what a group held is put back as it was, inside its log or not.
    public static let undo = PlanPolicy(onOutOfRange: .asIs)
}

/// What happens to offsets of the target that the source does not have.
public enum PlanMode: String, Hashable, Sendable, CaseIterable {
    /// They stay.
    case merge
    /// They are deleted, as far as the selection reaches.
    case exact
}

/// What to do with an offset whose topic or partition the cluster does not have.
public enum MissingPolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop the whole plan.
    case fail
    /// Leave the partition out.
    case skip
}

/// What to do with a group that has members, or may have.
public enum ActiveGroupPolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop the whole plan.
    case fail
    /// Leave the group out as a whole; all others change together.
    case skip
}

/// What to do with an offset that does not point into the log, or points into another log than it was taken from.
public enum OutOfRangePolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop the whole plan.
    case fail
    /// Write the nearest offset that is in the log.
    case clamp
    /// Leave the partition as it is.
    case skip
    /// Write an offset outside its log as it is; where the topic was created again, stop the whole plan: there the offset
    /// means another record.
    case asIs = "as-is"
}

/// Which movements alone a plan makes; everything else is left as it is and is no part of the plan.
public enum MovementFilter: String, Hashable, Sendable, CaseIterable {
    /// Offsets that go back.
    case rewind
    /// Offsets that go forward.
    case advance
    /// Offsets where the target holds none.
    case missing

    /// Whether writing an offset in the place of what is there is such a movement.
    func covers(_ wanted: Int64, from: CommittedOffset?) -> Bool {
        guard let from else { return self == .missing }
        return switch self {
        case .rewind: wanted < from.offset
        case .advance: wanted > from.offset
        case .missing: false
        }
    }
}
