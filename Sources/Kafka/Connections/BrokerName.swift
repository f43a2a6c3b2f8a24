internal import Cluster

/// librdkafka's name for a broker that it connects to: `HOST:PORT/bootstrap` for a server that the operator named,
/// `HOST:PORT/ID` for one that the cluster named, with `PROTOCOL://` in front of all but plaintext ones.
struct BrokerName: Hashable {
    /// Who it is.
    let peer: ConnectionFailure.Peer
    /// Where: `HOST:PORT`.
    let address: String

    /// A broker.
    init(_ peer: ConnectionFailure.Peer, at address: String) {
        self.peer = peer
        self.address = address
    }

    /// Reads a name; `nil` for one of another form, such as a coordinator's.
    init?(_ name: Substring) {
        guard let slash = name.lastIndex(of: "/") else { return nil }
        let suffix = name[name.index(after: slash)...]
        self.init(Int32(suffix).map { .broker($0) } ?? .bootstrap, at: Self.address(name[..<slash]))
        guard address.contains(":") else { return nil }
    }

    /// An address without its protocol.
    static func address(_ text: Substring) -> String {
        guard let end = text.firstRange(of: "://") else { return String(text) }
        return String(text[end.upperBound...])
    }
}
