import Demo
import Glibc
import KafkaTestSupport
import Offsets

/// `seed groups HOST:PORT GROUPS PARTITIONS` makes a topic and groups with committed offsets, for `Benchmarks/run`;
/// `seed rewind HOST:PORT PREFIX` sets every offset of the groups whose names begin so to 0; `seed store HOST:PORT DIRECTORY SNAPSHOTS RUNS OFFSETS`
/// makes groups and a store that has so many snapshots of them and runs on them; `seed snapshots DIRECTORY COUNT` makes a
/// store with so many small snapshots, without a cluster; `seed history DIRECTORY COUNT GROUPS PARTITIONS` one with snapshots
/// of that size; `seed capture DIRECTORY CSV GROUPS` makes one with one snapshot of
/// so many made-up groups, and a file of their offsets for Kafka's tool; `seed shop HOST:PORT` opens the demo's shop on an
/// empty Kafka, and `seed tour HOST:PORT COMMAND…` walks the demo's tour there, with COMMAND… as `kafka-consumer-groups`.
@main
struct Main {
    static func main() async {
        do {
            exit(try await run(CommandLine.arguments.dropFirst().map { $0 }))
        } catch let error as TidemarkError {
            print("seed: \(error)")
            exit(error.exitCode.rawValue)
        } catch let stopped as StoppedTour {
            print("seed: \(stopped)")
            exit(stopped.exitCode.rawValue)
        } catch {
            print("seed: \(error)")
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws -> Int32 {
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
        case ("store", 6):
            guard let snapshots = Int(arguments[3]), let runs = Int(arguments[4]), let offsets = Int(arguments[5])
            else {
                throw KafkaFailure("read the command line", message: "the last three are numbers")
            }
            let start = ContinuousClock.now
            try await SeededStore(servers: arguments[1], offsets: offsets)
                .fill(arguments[2], snapshots: snapshots, runs: runs)
            print("\(snapshots) snapshots and \(runs) runs in \(start.duration(to: .now))")
        case ("snapshots", 3):
            guard let count = Int(arguments[2]), count > 0 else {
                throw KafkaFailure("read the command line", message: "the last one is a number, 1 or more")
            }
            let start = ContinuousClock.now
            try await SeededSnapshots().fill(arguments[1], count: count)
            print("\(count) snapshots in \(start.duration(to: .now))")
        case ("history", 5):
            guard let count = Int(arguments[2]), let groups = Int(arguments[3]), let partitions = Int32(arguments[4]),
                count > 0, groups > 0, partitions > 0
            else {
                throw KafkaFailure("read the command line", message: "the numbers are 1 or more")
            }
            let start = ContinuousClock.now
            try await SeededSnapshots(groupCount: groups, partitionCount: partitions).fill(arguments[1], count: count)
            print("\(count) snapshots in \(start.duration(to: .now))")
        case ("capture", 4):
            guard let groups = Int(arguments[3]), groups > 0 else {
                throw KafkaFailure("read the command line", message: "the number is 1 or more")
            }
            let capture = SeededCapture(groups: groups)
            let bytes = try await capture.save(in: arguments[1], csv: arguments[2])
            let group = capture.middle.map(\.name) ?? ""
            print("\(capture.snapshot.offsetCount) offsets \(bytes) bytes \(group)")
        case ("shop", 2):
            try await cluster(arguments[1]).openShop()
        case ("tour", 3...):
            return try await Tour.run(on: cluster(arguments[1]), groupsTool: Array(arguments.dropFirst(2)))
        default:
            print("usage: seed groups HOST:PORT GROUPS PARTITIONS | rewind HOST:PORT PREFIX")
            print(
                "       seed store HOST:PORT DIRECTORY SNAPSHOTS RUNS OFFSETS | snapshots DIRECTORY COUNT | shop HOST:PORT"
            )
            print("       seed tour HOST:PORT COMMAND…")
            print("       seed capture DIRECTORY CSV GROUPS | history DIRECTORY COUNT GROUPS PARTITIONS")
            return ExitCode.usage.rawValue
        }
        return ExitCode.done.rawValue
    }

    private static func cluster(_ servers: String) -> TestCluster {
        TestCluster(version: "", bootstrapServers: servers)
    }
}
