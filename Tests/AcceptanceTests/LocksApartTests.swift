import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A snapshot never makes a restore of the same store wait, nor the other way round.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct LocksApartTests {
    private static let groups = 3
    private static let partitions = 2
    /// The shortest of so many runs tells more of the program than of the machine.
    private static let rounds = 3
    /// What a run may take longer beside a capture that hangs.
    private static let delay = Duration.seconds(1)
    /// A state may be over before it is seen.
    private static let tries = 20

    @Test(arguments: TestCluster.all)
    func `a capture that hangs delays no restore into the same cluster`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            let snapshot = try await user.snapshot("--group", seeded.pattern).snapshot.id
            try await cluster.moveOffsets(of: seeded)
            let alone = try await Self.shortestRun(user, snapshot)
            let capture = try await Self.stoppedCapture(user, seeded)
            let count = user.store.snapshots.count
            let beside = try await Self.shortestRun(user, snapshot)
            #expect(beside < alone + Self.delay, "alone \(alone), beside a capture that hangs \(beside)")
            #expect(!capture.hasEnded)
            #expect(capture.kill(SIGCONT, .child))
            let captured = try await capture.result()
            #expect(captured.exitCode == .done, "\(captured)")
            #expect(user.store.snapshots.count == count + 1)
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `a capture that hangs on a stopped broker delays no restore into another cluster`(
        _ cluster: TestCluster
    ) async throws {
        let brokers = try await BrokerCluster.start(version: cluster.version, brokers: 1, heap: TestCluster.smallHeap)
        let result: Result<Void, any Error>
        do {
            result = .success(try await besideStopped(brokers, cluster))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }

    private func besideStopped(_ brokers: BrokerCluster, _ cluster: TestCluster) async throws {
        let other = brokers.cluster
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            let snapshot = try await user.snapshot("--group", seeded.pattern).snapshot.id
            try await cluster.moveOffsets(of: seeded)
            let alone = try await Self.shortestRun(user, snapshot)
            try await other.withSeededGroups(Self.groups, partitions: Self.partitions) { far in
                let capture = try await Self.stoppedCapture(User(other, store: user.store), far)
                try await brokers.pause(1)
                // From now on it waits for the broker.
                #expect(capture.kill(SIGCONT, .child))
                let beside = try await Self.shortestRun(user, snapshot)
                #expect(beside < alone + Self.delay, "alone \(alone), beside a capture that hangs \(beside)")
                #expect(!capture.hasEnded)
                try await brokers.resume(1)
                let captured = try await capture.result()
                #expect([.done, .partial].contains(captured.exitCode), "\(captured)")
            }
        }
    }

    /// A snapshot of the cluster that the restore writes to looks for so long whether the transaction ends, so that it has no
    /// mixture; that is no wait for a lock.
    private static let settling = Duration.seconds(3)

    /// The snapshot asks the journal whether an earlier restore is over, which is held as well.
    @Test(.needsKafka, arguments: TestCluster.available, [false, true])
    func `a restore that is held open delays no snapshot`(
        _ cluster: TestCluster,
        isAfterAnother: Bool
    ) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            var alone: Duration?
            for _ in 0..<Self.rounds {
                let taken = try await user.start(["snapshot", "--group", seeded.pattern]).result()
                #expect(taken.exitCode == .done, "\(taken)")
                alone = min(alone ?? taken.duration, taken.duration)
            }
            if isAfterAnother {
                try await cluster.moveOffsets(of: seeded)
                _ = try await user.run("restore", "latest", "--yes")
            }
            for _ in 0..<Self.tries {
                try await cluster.moveOffsets(of: seeded)
                let known = Set(try await user.run("runs", "--json").document(RunsDocument.self).runs.map(\.id))
                // Of an earlier restore it cannot see that it is over, and so gives that time as well.
                let settling = known.isEmpty ? Self.settling : Self.settling * 2
                let limit = try #require(alone) + settling + Self.delay
                let isHeld = try await cluster.withoutOtherRestores {
                    let restore = try user.start(["restore", "latest", "--yes"])
                    guard let held = try HeldJournal.reaching("open", of: user.store, by: restore, except: known) else {
                        return false
                    }
                    let taken = try await user.start(["snapshot", "--group", seeded.pattern]).result()
                    let isOver = restore.hasEnded
                    try held.release()
                    let restored = try await restore.result()
                    #expect(!isOver, "\(restored)")
                    #expect(restored.exitCode == .done, "\(restored)")
                    #expect(taken.exitCode == .done, "\(taken)")
                    #expect(taken.duration < limit, "alone \(limit - settling - Self.delay), \(taken)")
                    return true
                }
                if isHeld { return }
            }
            Issue.record("a restore could not be held open in \(Self.tries) tries")
        }
    }

    /// Starts a capture and stops the process that talks to Kafka when it has opened the store and saved nothing yet.
    private static func stoppedCapture(_ user: User, _ seeded: SeededGroups) async throws -> RunningCommand {
        let lock = "\(user.store.directory)/lock"
        for _ in 0..<tries {
            let (count, opened) = (user.store.snapshots.count, lastWrite(lock))
            let capture = try user.start(["snapshot", "--group", seeded.pattern])
            let deadline = Deadline.after(RunningCommand.patience)
            while lastWrite(lock) == opened, !capture.hasEnded, !deadline.hasPassed { usleep(pause) }
            capture.kill(SIGSTOP, .child)
            if user.store.snapshots.count == count, isFree(lock), !capture.hasEnded { return capture }
            capture.kill(SIGCONT, .child)
            _ = try await capture.result()
        }
        throw KafkaFailure("stop a capture", message: "it was over before in \(tries) tries")
    }

    /// The pause between two looks, in microseconds: far shorter than a capture.
    private static let pause: UInt32 = 500

    /// When a file was last written to, by the second and its nanoseconds; `nil` when it is not there.
    private static func lastWrite(_ path: String) -> [Int]? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }

    private static func isFree(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Restores a snapshot and undoes that, several times.
    ///
    /// - Returns: How long the shortest run took.
    private static func shortestRun(_ user: User, _ snapshot: String) async throws -> Duration {
        var shortest: Duration?
        for _ in 0..<rounds {
            for words in [["restore", snapshot, "--yes"], ["undo", "latest", "--yes"]] {
                let result = try await user.cluster.withoutOtherRestores { try await user.start(words).result() }
                #expect(result.exitCode == .done, "\(result)")
                shortest = min(shortest ?? result.duration, result.duration)
            }
        }
        return try #require(shortest)
    }
}
