/// What the operator decided for the cases that a plan must not decide by itself.
public struct RestorePolicy: Hashable, Sendable {
    /// For offsets outside the log and for re-created topics.
    public var onOutOfRange: OutOfRangePolicy
    /// For topics and partitions that are not there.
    public var onMissing: MissingPolicy
    /// For offsets of the target that the source does not have.
    public var mode: RestoreMode
    /// Which movements alone are made, `nil` for all.
    public var only: Narrowing?

    /// A policy; without arguments the strictest: anything unusual stops the plan, and nothing is deleted.
    public init(
        onOutOfRange: OutOfRangePolicy = .fail,
        onMissing: MissingPolicy = .fail,
        mode: RestoreMode = .merge,
        only: Narrowing? = nil
    ) {
        self.onOutOfRange = onOutOfRange
        self.onMissing = onMissing
        self.mode = mode
        self.only = only
    }
}
