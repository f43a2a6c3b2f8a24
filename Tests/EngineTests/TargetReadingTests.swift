import Cluster
import Offsets
import Testing

@testable import Engine

/// What is asked of groups for the items of a run.
struct TargetReadingTests {
    @Test(arguments: [["a", "a", "b"], ["b", "a", "a"], ["a", "b", "a"], ["b", "a", "b", "a"], []])
    func `partitions are asked for by group, in order of the groups, whatever the order of the items`(
        _ names: [String]
    ) {
        let items = names.enumerated().map { place, name in
            RunItem(
                group: GroupID(name),
                topicPartition: TopicPartition(topic: "orders", partition: Int32(place)),
                action: .delete,
                planned: nil
            )
        }
        let asked = TargetReading.partitions(of: items)
        #expect(asked.map(\.group) == Set(names).sorted().map { GroupID($0) })
        for asked in asked {
            let places = names.indices.filter { names[$0] == asked.group.name }
            #expect(asked.partitions.map { Int($0.partition) } == places)
        }
    }
}
