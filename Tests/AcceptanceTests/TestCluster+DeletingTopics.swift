import KafkaTestSupport
import Offsets

extension TestCluster {
    /// Deletes a topic and returns when the brokers have forgotten the groups' offsets of it too, which comes later.
    func deleteTopic(_ topic: String, heldBy groups: [GroupID]) async throws {
        try await deleteTopic(topic)
        for group in groups {
            try await Waiting.until("\(group) holds nothing of \(topic)") {
                try await committed(by: group).allSatisfy { $0.topic != topic }
            }
        }
    }
}
