/// One broker of the simulated cluster.
public struct SimulatedBroker: Hashable, Sendable {
    /// The number of the broker, from 1.
    public let id: Int32
    /// The port it listens on, on 127.0.0.1.
    public internal(set) var port: UInt16
    /// Whether it answers; one that does not is absent from metadata and closes every connection.
    public var isRunning = true

    /// The address in the form clients take.
    public var address: String { "\(Self.host):\(port)" }

    /// The address every broker listens on: this machine's own, never another's.
    static let host = "127.0.0.1"
}
