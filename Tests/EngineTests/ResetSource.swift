import Cluster
import Offsets

@testable import Engine

/// Every offset of some groups back to where its log begins.
///
/// No command offers it: it shows that a source of offsets is one file.
struct ResetSource: OffsetSource {
    let groups: [GroupID]

    func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        var targets: [MappedGroup] = []
        for group in groups {
            let held: HeldOffsets
            do throws(KafkaError) {
                held = try await cluster.cluster.held(by: group, before: cluster.deadline)
            } catch {
                throw .group(error, group, while: "reading what it holds now")
            }
            let partitions = held.offsets.map(\.topicPartition)
            let bounds = await cluster.cluster.logBounds(of: partitions, before: cluster.deadline)
            let offsets = partitions.compactMap { partition in
                (try? bounds[partition]?.get()).map { CommittedOffset(partition, offset: $0.start) }
            }
            targets.append(MappedGroup(source: group, target: group, offsets: offsets))
        }
        return SourcedOffsets(.reset, from: .positions("to-earliest"), groups: targets)
    }
}
