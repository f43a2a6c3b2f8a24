/// What an operator allows for carrying a plan out, whatever its source.
public struct RunPolicy: Hashable, Sendable {
    /// Whether it may go group after group where the cluster refuses transactions.
    public var allowsBestEffort: Bool
    /// The longest metadata of an offset that the brokers accept, in UTF-16 units; `nil` to ask them.
    public var metadataLimit: Int?
    /// A plan that was shown longer ago than this is made anew before it is carried out.
    public var freshness: Duration

    /// How long it is waited for groups to have no members, `nil` for not at all.
    public var waitForEmpty: Duration?

    /// A policy.
    public init(
        allowsBestEffort: Bool = false,
        metadataLimit: Int? = nil,
        freshness: Duration = .seconds(60),
        waitForEmpty: Duration? = nil
    ) {
        self.allowsBestEffort = allowsBestEffort
        self.metadataLimit = metadataLimit
        self.freshness = freshness
        self.waitForEmpty = waitForEmpty
    }
}
