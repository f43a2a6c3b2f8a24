/// A broker and where it listens.
public struct BrokerAddress: Hashable, Sendable {
    /// The broker's node id.
    public let id: Int32
    /// The host it advertises.
    public let host: String
    /// The port it advertises.
    public let port: Int32

    /// A broker.
    public init(id: Int32, host: String, port: Int32) {
        self.id = id
        self.host = host
        self.port = port
    }
}
