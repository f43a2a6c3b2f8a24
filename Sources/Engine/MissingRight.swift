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
    }

    /// To what.
    enum Resource: Hashable, Sendable {
        case cluster
        case group(GroupID)
        /// A topic, or one of several where Kafka does not say which.
        case topics([String])
        case transactionalID(String)
    }

    let operation: Operation
    let resource: Resource

    init(_ operation: Operation, on resource: Resource) {
        self.operation = operation
        self.resource = resource
    }

    /// The right as an operator calls it, such as `READ on topic orders`.
    var description: String { "\(operation.rawValue.uppercased()) on \(resource.words)" }

    /// The command that grants it.
    var grant: String {
        "kafka-acls --bootstrap-server … --add --allow-principal User:… --operation \(operation.rawValue) "
            + resource.option
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

extension MissingRight.Resource {
    fileprivate var words: String {
        switch self {
        case .cluster: "the cluster"
        case .group(let group): "group \(group.name)"
        case .topics(let names) where names.count == 1: "topic \(names[0])"
        case .topics(let names) where names.isEmpty: "a topic"
        case .topics(let names): "one of the topics \(names.joined(separator: ", "))"
        case .transactionalID(let id): "transactional id \(id)"
        }
    }

    fileprivate var option: String {
        switch self {
        case .cluster: "--cluster"
        case .group(let group): "--group \(Self.quoted(group.name))"
        case .topics(let names) where names.isEmpty: "--topic …"
        case .topics(let names): names.map { "--topic \(Self.quoted($0))" }.joined(separator: " ")
        case .transactionalID(let id): "--transactional-id \(Self.quoted(id))"
        }
    }

    /// A name as a shell takes it.
    private static func quoted(_ name: String) -> String {
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isPlain
            ? name : "'\(name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
