import Foundation
import Glibc

extension TestCluster {
    /// How long a test waits for the restores of others into the same cluster.
    private static let patienceWithOtherRestores = Duration.seconds(300)

    /// Runs `body` while no other test that asks in the same way writes to the cluster, in this process or another.
    ///
    /// All restores into a cluster share one transactional id, so that two at once fence each other: right for the
    /// product, wrong for tests that have nothing to do with each other. May not be nested.
    public func withoutOtherRestores<Result>(_ body: () async throws -> Result) async throws -> Result {
        let name = bootstrapServers.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
        // Whatever TMPDIR says: the broker is the same for every checkout on the machine.
        let path = "/tmp/tidemark-test-restores-\(name)"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw KafkaFailure("open \(path)", code: errno, message: "not possible") }
        defer { close(descriptor) }
        try await Waiting.until("the other restores into \(self) end", within: Self.patienceWithOtherRestores) {
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        return try await body()
    }
}
