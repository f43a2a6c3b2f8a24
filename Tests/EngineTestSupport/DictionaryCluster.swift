package import Cluster
package import Offsets
import Synchronization

/// A cluster in a dictionary: the second implementation of what a backup needs.
package final class DictionaryCluster: Cluster {
    package typealias Witness = @Sendable (ClusterCall) async -> Void

    private let state: Mutex<ClusterState>
    private let witness = Mutex<Witness?>(nil)

    package init(_ state: ClusterState = ClusterState()) {
        self.state = Mutex(state)
    }

    package static let libraryVersion = "dictionary"
    package func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String {
        Self.libraryVersion
    }
    package var reader: String { "dictionary" }
    package var writesLeaderEpochs: Bool { now.writesLeaderEpochs }
    package var lastConnectionFailure: ConnectionFailure? { now.connectionFailure }
    package var brokerReleases: [String: KafkaRelease] { now.releases }

    /// What the cluster holds at this moment.
    package var now: ClusterState { state.withLock { $0 } }

    /// How often calls of a kind were made.
    package func count(_ kind: ClusterCall.Kind) -> Int { now.calls.count { $0.kind == kind } }

    package func change(_ change: (inout ClusterState) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Adds faults; they count the calls from the first one ever.
    package func add(_ faults: ClusterFault...) {
        change { $0.faults += faults }
    }

    /// Has every call seen before it takes effect.
    package func watch(_ body: @escaping Witness) {
        witness.withLock { $0 = body }
    }

    /// Makes a call: what is to happen at it happens, then its work is done.
    func perform<Value: Sendable>(
        _ kind: ClusterCall.Kind,
        _ group: GroupID? = nil,
        isInterruptible: Bool = true,
        _ work: (inout ClusterState) -> Result<Value, KafkaError>
    ) async throws(KafkaError) -> Value {
        let call = ClusterCall(kind: kind, group: group)
        await witness.withLock { $0 }?(call)
        for effect in state.withLock({ $0.begin(call) }) {
            switch effect {
            case .fails(let error): throw error
            case .losesReply(let error):
                _ = state.withLock { work(&$0) }
                throw error
            case .meanwhile(let change): state.withLock { change(&$0) }
            case .hangs: await Self.untilCancelled()
            }
        }
        if isInterruptible, Task.isCancelled { throw KafkaError(.cancelled, "the call was given up") }
        return try state.withLock { work(&$0) }.get()
    }

    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
    }
}
