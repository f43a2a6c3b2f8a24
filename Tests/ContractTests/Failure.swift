import Cluster

/// The error of a call that has to fail, `nil` when it succeeded.
func failure(
    of call: () async throws(KafkaError) -> some Any
) async -> KafkaError? {
    do throws(KafkaError) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
