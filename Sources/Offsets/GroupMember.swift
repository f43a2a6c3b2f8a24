/// A member of a group, as far as its coordinator tells who it is.
public struct GroupMember: Hashable, Sendable {
    /// What the client calls itself (`client.id`); several may use the same name.
    public let clientID: String
    /// The host it is connected from.
    public let host: String
    /// The name of a static member (`group.instance.id`), `nil` for any other.
    public let instanceID: String?

    /// A member; a host is shown without the slash that brokers put before it.
    public init(clientID: String, host: String, instanceID: String? = nil) {
        self.clientID = clientID
        self.host = host.hasPrefix("/") ? String(host.dropFirst()) : host
        self.instanceID = instanceID
    }
}
