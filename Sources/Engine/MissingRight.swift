import Cluster
import Offsets

/// A right that a principal would need, in the words of `kafka-acls`.
struct MissingRight: Hashable, Sendable, CustomStringConvertible {
    /// What is to be done.
    enum Operation: String, Sendable {
        case describe = "Describe"
        case read = "Read"
        case write = "Write"
        case delete = "Delete"
        case describeConfigs = "DescribeConfigs"
    }

    /// To what.
    enum Resource: Hashable, Sendable {
        case cluster
        case group(GroupID)
        case everyGroup
        /// A topic, or one of several where Kafka does not say which.
        case topics([String])
        case transactionalID(String)
        /// Every group, or every transactional id, whose name begins so.
        case groups(beginning: String)
        case transactionalIDs(beginning: String)
    }

    let operation: Operation
    let resource: Resource

    init(_ operation: Operation, on resource: Resource) {
        self.operation = operation
        self.resource = resource
    }

    /// The right as an operator calls it, such as `READ on topic orders`.
    var description: String { "\(operation.words) on \(resource.words)" }

    /// The command that grants it, to whom it may concern.
    var grant: String { Self.grant([self], to: Grantee()) }

    /// The command that grants rights; one for each operation and each kind of name, where they differ.
    static func grant(_ rights: [MissingRight], to grantee: Grantee) -> String {
        var commands: [(start: String, options: [String], end: String)] = []
        for right in rights {
            let end = right.resource.isPrefix ? " --resource-pattern-type prefixed" : ""
            let start =
                "kafka-acls --bootstrap-server \(grantee.servers ?? "…") --add --allow-principal "
                + "\(grantee.user.map { ShellWord.quoted("User:\($0)") } ?? "User:…") "
                + "--operation \(right.operation.rawValue)"
            if let index = commands.firstIndex(where: { $0.start == start && $0.end == end }) {
                commands[index].options.append(right.resource.option)
            } else {
                commands.append((start, [right.resource.option], end))
            }
        }
        return commands.map { "\($0.start) \($0.options.joined(separator: " "))\($0.end)" }.joined(separator: "; ")
    }

    /// What a call was refused for, `nil` when not for want of a right.
    ///
    /// - Parameters:
    ///   - code: The refusal.
    ///   - operation: What the call does to the group.
    ///   - group: The group that was called.
    ///   - topics: The topics that may be meant.
    init?(_ code: KafkaErrorCode, _ operation: Operation, to group: GroupID, _ topics: [String]) {
        switch code {
        case .groupAuthorizationFailed: self.init(operation, on: .group(group))
        // Offsets are read by who may describe their topic; written and deleted by who may read it.
        case .topicAuthorizationFailed: self.init(operation == .describe ? .describe : .read, on: .topics(topics))
        default: return nil
        }
    }
}

extension MissingRight.Operation {
    /// As an operator calls it.
    var words: String {
        switch self {
        case .describeConfigs: "DESCRIBE_CONFIGS"
        default: rawValue.uppercased()
        }
    }
}

extension MissingRight.Resource {
    /// Whether it is a beginning of names.
    fileprivate var isPrefix: Bool {
        switch self {
        case .groups, .transactionalIDs: true
        case .cluster, .group, .everyGroup, .topics, .transactionalID: false
        }
    }

    fileprivate var words: String {
        switch self {
        case .cluster: "the cluster"
        case .everyGroup: "every group"
        case .group(let group): "group \(group.name)"
        case .topics(["*"]): "every topic"
        case .topics(let names) where names.count == 1: "topic \(names[0])"
        case .topics(let names) where names.isEmpty: "a topic"
        case .topics(let names): "one of the topics \(names.joined(separator: ", "))"
        case .transactionalID(let id): "transactional id \(id)"
        case .groups(let beginning): "groups that begin with \(beginning)"
        case .transactionalIDs(let beginning): "transactional ids that begin with \(beginning)"
        }
    }

    fileprivate var option: String {
        switch self {
        case .cluster: "--cluster"
        case .group(let group): "--group \(ShellWord.quoted(group.name))"
        case .everyGroup: "--group '*'"
        case .topics(let names) where names.isEmpty: "--topic …"
        case .topics(let names): names.map { "--topic \(ShellWord.quoted($0))" }.joined(separator: " ")
        case .transactionalID(let id), .transactionalIDs(let id): "--transactional-id \(ShellWord.quoted(id))"
        case .groups(let beginning): "--group \(ShellWord.quoted(beginning))"
        }
    }
}
