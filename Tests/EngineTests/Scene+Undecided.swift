import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store

extension Scene {
    /// A restore whose commit is not answered, whose mark is gone, and one of whose groups holds neither old nor new.
    func restoreUndecided() async throws -> RunOutcome {
        let sentinel = SentinelGroup.name(installation: try await journal.installation())
        return try await restore(
            .at(.commit, .losesReply(KafkaError(.timedOut))),
            .at(
                .initialize,
                number: 2,
                .meanwhile {
                    $0.deleteGroup(sentinel.name)
                    $0.commit("shipping", "payments", 0, 77)
                }
            )
        )
    }
}
