/// Whether the principal of a capture may see every group and topic of the cluster.
///
/// Kafka leaves out what a principal may not see, without an error, so it has to be asked beforehand
/// (`protocol.md`, "What the view shows").
public struct Visibility: Hashable, Sendable {
    /// What is known of the view.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nobody could ask, or the answer did not come.
        case unknown
        /// Everything can be seen.
        case all
        /// Something is hidden; the limits say what.
        case limited
    }

    /// A right that is missing, and so a part of the cluster that stays hidden.
    public struct Limit: Hashable, Sendable {
        /// What is hidden by it.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Groups may be left out of the listing.
            case listing
            /// Offsets of some groups cannot be read.
            case groups
            /// Offsets of some topics are left out of every answer.
            case topics
        }

        /// What is hidden.
        public let kind: Kind
        /// The missing right in words, such as `no DESCRIBE on the cluster`.
        public let reason: String

        /// A limit.
        public init(_ kind: Kind, _ reason: String) {
            self.kind = kind
            self.reason = reason
        }
    }

    /// What is known.
    public var state: State
    /// What limits the view; for an unknown view, why it could not be asked.
    public var limits: [Limit]
    /// Whether the operator said that a limited view is meant.
    public var isAccepted: Bool

    /// A view.
    public init(_ state: State, limits: [Limit] = [], isAccepted: Bool = false) {
        self.state = state
        self.limits = limits
        self.isAccepted = isAccepted
    }

    /// Whether a snapshot with this view may be called complete: everything was seen, or the limit is meant.
    public var isSufficient: Bool {
        switch state {
        case .all: true
        case .limited: isAccepted
        case .unknown: false
        }
    }
}
