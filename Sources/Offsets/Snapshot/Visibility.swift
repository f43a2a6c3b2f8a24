/// Whether the principal of a capture may see every group and topic of the cluster.
///
/// Kafka leaves out what a principal may not see, without an error, so it has to be asked beforehand
/// (`docs/kafka.md` §9.1).
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
        /// The groups or topics that it hides, as far as their names are known, sorted.
        public let names: [String]

        /// A limit.
        public init(_ kind: Kind, _ reason: String, names: [String] = []) {
            self.kind = kind
            self.reason = reason
            self.names = names
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

    /// Whether a snapshot with this view may be called complete: everything was seen, or it is meant to hold only what
    /// can be seen, however much that is.
    public var isSufficient: Bool { state == .all || isAccepted }

    /// Whether no topic was hidden, so that an offset which was not seen was not there.
    ///
    /// Unknown with reasons is unknown in the kinds that these name; without any it is unknown altogether.
    public var showsEveryTopic: Bool { shows(.topics) }

    /// Whether no group was hidden.
    public var showsEveryGroup: Bool { shows(.listing) && shows(.groups) }

    private func shows(_ kind: Limit.Kind) -> Bool {
        state == .all || (!limits.isEmpty && !limits.contains { $0.kind == kind })
    }

    /// The names of a kind that are known to be hidden.
    public func hiddenNames(_ kind: Limit.Kind) -> [String] {
        limits.filter { $0.kind == kind }.flatMap(\.names)
    }
}
