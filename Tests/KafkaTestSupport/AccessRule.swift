/// A permission or a denial in the words of `kafka-acls`.
package struct AccessRule: Hashable, Sendable {
    /// What is permitted or denied.
    package enum Operation: Hashable, Sendable {
        case all, describe, read, write, delete, describeConfigs
    }

    /// To what; `*` is every name.
    package enum Resource: Hashable, Sendable {
        case cluster
        case group(String)
        case topic(String)
        case transactionalID(String)
    }

    package let user: String
    package let permits: Bool
    package let operation: Operation
    package let resource: Resource
    /// Whether the name is the beginning of names.
    package let isPrefix: Bool

    /// Lets a user do something.
    package static func allow(
        _ user: String,
        _ operation: Operation,
        _ resource: Resource,
        isPrefix: Bool = false
    ) -> AccessRule {
        AccessRule(user: user, permits: true, operation: operation, resource: resource, isPrefix: isPrefix)
    }

    /// Keeps a user from something, whatever else is permitted.
    package static func deny(_ user: String, _ operation: Operation, _ resource: Resource) -> AccessRule {
        AccessRule(user: user, permits: false, operation: operation, resource: resource, isPrefix: false)
    }
}
