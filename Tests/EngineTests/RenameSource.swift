import Cluster
import Offsets

@testable import Engine

/// The offsets of a group under another name, and none under the old one.
///
/// No command offers it yet: it shows that the engine proves a copy before it deletes.
struct RenameSource: OffsetSource {
    let old: GroupID
    let new: GroupID

    func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let held: HeldOffsets
        do throws(KafkaError) {
            held = try await cluster.cluster.held(by: old, before: cluster.deadline)
        } catch {
            throw .group(error, old, while: "reading what it holds now")
        }
        return SourcedOffsets(
            .rename,
            from: .group(old),
            groups: [
                MappedGroup(source: old, target: new, offsets: held.offsets),
                MappedGroup(source: old, target: old, offsets: [], absent: held.offsets.map(\.topicPartition)),
            ]
        )
    }
}
