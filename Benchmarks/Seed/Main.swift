import Glibc
import KafkaTestSupport

/// `seed groups HOST:PORT GROUPS PARTITIONS` makes a topic and groups with committed offsets, for `Benchmarks/run`;
/// `seed rewind HOST:PORT PREFIX` sets every offset of the groups whose names begin so to 0; `seed sends HOST:PORT
/// PREFIX` adds what they hold to one transaction and aborts it; `seed shop HOST:PORT` makes the shop of `make demo`.
@main
struct Main {
    static func main() async {
        do {
            try await run(CommandLine.arguments.dropFirst().map { $0 })
        } catch {
            print("seed: \(error)")
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        switch (arguments.first, arguments.count) {
        case ("groups", 4):
            guard let groups = Int(arguments[2]), let partitions = Int(arguments[3]), groups > 0, partitions > 0 else {
                throw KafkaFailure("read the command line", message: "the numbers are 1 or more")
            }
            let start = ContinuousClock.now
            let seeded = try await cluster(arguments[1]).seed(groups: groups, partitions: partitions)
            print("\(groups * partitions) offsets for \(seeded.topic) in \(start.duration(to: .now))")
        case ("rewind", 3):
            try await SeededOffsets(servers: arguments[1], prefix: arguments[2]).rewind()
        case ("sends", 3):
            let seconds = try await SeededOffsets(servers: arguments[1], prefix: arguments[2]).sends()
            print("all offsets added to one transaction in \(seconds)")
        case ("shop", 2):
            try await Shop.open(cluster(arguments[1]))
        default:
            print("usage: seed groups HOST:PORT GROUPS PARTITIONS | rewind HOST:PORT PREFIX | sends HOST:PORT PREFIX")
            print("       seed shop HOST:PORT")
            exit(64)
        }
    }

    private static func cluster(_ servers: String) -> TestCluster {
        TestCluster(version: "", bootstrapServers: servers)
    }
}
