internal import Cluster
internal import Synchronization

/// The last failure of a connection on any handle of a client, kept to say why a broker cannot be reached; nothing goes to
/// stderr by itself.
final class ClientLog: Sendable {
    private let last = Mutex<ConnectionFailure?>(nil)

    /// Keeps a failure in the place of the one before.
    func append(_ failure: ConnectionFailure) {
        last.withLock { $0 = failure }
    }

    /// The newest failure; `nil` when there was none.
    var lastFailure: ConnectionFailure? { last.withLock { $0 } }
}
