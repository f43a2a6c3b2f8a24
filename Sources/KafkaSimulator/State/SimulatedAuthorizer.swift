public import KafkaProtocol

/// The access rules of a simulated cluster, judged as Kafka's StandardAuthorizer does: a denial goes before a permission,
/// and what nothing permits is refused.
///
/// A principal is who has logged in; at a listener where nobody does, whoever a client says it is: its `client.id`. What Tidemark
/// asks for is judged, and what its tests do to topics and records is not.
public struct SimulatedAuthorizer: Hashable, Sendable {
    /// What may be done.
    public enum Operation: Int8, Sendable {
        /// Everything.
        case all = 2
        /// Kafka's Read.
        case read = 3
        /// Kafka's Write.
        case write = 4
        /// Kafka's Create.
        case create = 5
        /// Kafka's Delete.
        case delete = 6
        /// Kafka's Alter.
        case alter = 7
        /// Kafka's Describe.
        case describe = 8
        /// Kafka's ClusterAction.
        case clusterAction = 9
        /// Kafka's DescribeConfigs.
        case describeConfigs = 10
        /// Kafka's AlterConfigs.
        case alterConfigs = 11
        /// Kafka's IdempotentWrite.
        case idempotentWrite = 12
    }

    /// To what.
    public enum Resource: Int8, Sendable {
        /// A topic.
        case topic = 2
        /// A group.
        case group = 3
        /// The cluster, whose name is ``clusterName``.
        case cluster = 4
        /// A transactional id.
        case transactionalID = 5
    }

    /// One rule; the name `*` is every name.
    public struct Rule: Hashable, Sendable {
        /// Whom it is about: a user, or a `client.id`.
        public let principal: Text
        /// Whether it permits; else it denies.
        public let permits: Bool
        /// What.
        public let operation: Operation
        /// To which kind.
        public let resource: Resource
        /// To which, by its name or the beginning of it.
        public let name: Text
        /// Whether ``name`` is the beginning of names.
        public let isPrefix: Bool

        /// A rule.
        public init(
            _ principal: Text,
            permits: Bool = true,
            _ operation: Operation,
            _ resource: Resource,
            _ name: Text,
            isPrefix: Bool = false
        ) {
            self.principal = principal
            self.permits = permits
            self.operation = operation
            self.resource = resource
            self.name = name
            self.isPrefix = isPrefix
        }

        fileprivate func names(_ name: Text) -> Bool {
            if isPrefix { return name.bytes.starts(with: self.name.bytes) }
            return self.name == name || self.name == "*"
        }
    }

    /// The name of the cluster as a resource.
    public static let clusterName: Text = "kafka-cluster"

    /// The rules.
    public var rules: [Rule]
    /// Who may do everything.
    public var superUsers: Set<Text>

    /// An authorizer.
    public init(rules: [Rule] = [], superUsers: Set<Text>) {
        self.rules = rules
        self.superUsers = superUsers
    }

    /// Whether a principal may do something.
    func permits(_ principal: Text, _ operation: Operation, _ resource: Resource, _ name: Text) -> Bool {
        guard !superUsers.contains(principal) else { return true }
        let fitting = rules.filter { $0.principal == principal && $0.resource == resource && $0.names(name) }
        guard !fitting.contains(where: { !$0.permits && ($0.operation == .all || $0.operation == operation) }) else {
            return false
        }
        return fitting.contains { $0.permits && Self.operations(of: $0.operation, include: operation) }
    }

    /// Who may read, write, delete or alter may also look, and who may alter settings may see them.
    private static func operations(of granted: Operation, include wanted: Operation) -> Bool {
        if granted == .all || granted == wanted { return true }
        return wanted == .describe && [.read, .write, .delete, .alter].contains(granted)
            || wanted == .describeConfigs && granted == .alterConfigs
    }
}

extension ClusterState {
    /// Whether the authorizer, if there is one, lets the client of a request do something.
    func permits(
        _ request: Request,
        _ operation: SimulatedAuthorizer.Operation,
        _ resource: SimulatedAuthorizer.Resource,
        _ name: Text
    ) -> Bool {
        authorizer?.permits(request.principal, operation, resource, name) ?? true
    }

    /// What the client of a request may do to a resource, as answers say it (KIP-430): the bit of each operation.
    ///
    /// Where it was not asked for, the number that says so.
    func operations(
        of request: Request,
        on resource: SimulatedAuthorizer.Resource,
        _ name: Text,
        isWanted: Bool
    ) -> Value {
        guard isWanted else { return .number(Int32.min) }
        let bits = resource.operations(in: release).reduce(0 as Int32) { bits, operation in
            permits(request, operation, resource, name) ? bits | 1 << Int32(operation.rawValue) : bits
        }
        return .number(bits)
    }

    /// Whether the client of a request may do something to the cluster itself.
    func permitsOnCluster(_ request: Request, _ operation: SimulatedAuthorizer.Operation) -> Bool {
        permits(request, operation, .cluster, SimulatedAuthorizer.clusterName)
    }

    /// Why a broker does not answer a client for a group: it may not, or another broker coordinates it.
    func refusal(of request: Request, _ operation: SimulatedAuthorizer.Operation, on group: Text) -> ErrorCode? {
        guard permits(request, operation, .group, group) else { return .groupAuthorizationFailed }
        return refusal(by: request.broker, for: group)
    }

    /// Why a broker does not answer a client for a transactional id.
    func refusal(of request: Request, onTransaction id: Text) -> ErrorCode? {
        guard permits(request, .write, .transactionalID, id) else { return .transactionalIDAuthorizationFailed }
        return refusal(by: request.broker, for: id)
    }
}

extension SimulatedAuthorizer.Resource {
    /// What can be done to one of this kind.
    fileprivate func operations(in release: SimulatedRelease) -> [SimulatedAuthorizer.Operation] {
        switch self {
        case .topic: [.read, .write, .create, .delete, .alter, .describe, .describeConfigs, .alterConfigs]
        case .group:
            [.read, .delete, .describe] + (release.hasGroupSettings ? [.describeConfigs, .alterConfigs] : [])
        case .cluster:
            [.create, .alter, .describe, .clusterAction, .describeConfigs, .alterConfigs, .idempotentWrite]
        case .transactionalID: [.write, .describe]
        }
    }
}
