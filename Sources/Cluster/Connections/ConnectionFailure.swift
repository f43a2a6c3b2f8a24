/// Why a connection to a broker failed, as the client library tells it.
public struct ConnectionFailure: Hashable, Sendable {
    /// Who was dialled.
    public enum Peer: Hashable, Sendable {
        /// A server that the operator named.
        case bootstrap
        /// A broker at the address that it advertises itself.
        case broker(Int32)
        /// A coordinator, at the address that its broker advertises.
        case coordinator
    }

    /// Who was dialled.
    public let peer: Peer
    /// Where: `HOST:PORT`.
    public let address: String
    /// Why it failed.
    public let reason: ConnectionFailureReason
    /// The client library's own words, without those that say who, when and how often.
    public let text: String

    /// A failure.
    public init(_ peer: Peer, _ address: String, _ reason: ConnectionFailureReason, _ text: String) {
        self.peer = peer
        self.address = address
        self.reason = reason
        self.text = text
    }

    /// Who was dialled where, and what came of it, such as `broker 3 advertises 10.0.0.3:9092, which cannot be reached:
    /// connection refused`.
    public var sentence: String {
        switch peer {
        case .bootstrap: "\(address): \(words)"
        case .broker(let number): "broker \(number) advertises \(address), which cannot be reached: \(words)"
        case .coordinator: "the coordinator advertises \(address), which cannot be reached: \(words)"
        }
    }

    /// What happened, in words.
    private var words: String {
        switch reason {
        case .refused: "connection refused"
        case .unresolved: "the host is not known (\(text))"
        default: text
        }
    }
}
