import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

/// The second look at the groups of a restore.
struct SoakTests {
    /// A clock on which every pause is over at once, and where something may happen at one of them.
    private final class FastClock: Clock {
        typealias Instant = ContinuousClock.Instant

        private let pauses = Mutex(0)
        private let happens: @Sendable (Int) -> Void

        init(_ happens: @escaping @Sendable (Int) -> Void = { _ in }) {
            self.happens = happens
        }

        var now: Instant { .now }
        var minimumResolution: Duration { .zero }
        var count: Int { pauses.withLock { $0 } }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            let number = pauses.withLock { count in
                count += 1
                return count
            }
            happens(number)
        }
    }

    private static func remarks(_ scene: Scene, _ outcome: RunOutcome) async throws -> [String] {
        try await scene.reader.run(outcome.record.id).events.compactMap(\.detail).filter { $0.hasPrefix("soak: ") }
    }

    @Test func `groups that stay where they are stay done`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let clock = FastClock()
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: StopRequest())
        #expect(watched == outcome)
        #expect(clock.count == 120)
        #expect(try await Self.remarks(scene, outcome) == ["soak: 60 s later all groups hold what was planned"])
    }

    @Test func `what something else moves meanwhile is named, and the run stays done`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let clock = FastClock { number in
            if number == 7 { scene.cluster.change { $0.commit("shipping", "payments", 0, 4) } }
        }
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: StopRequest())
        #expect(watched.record.state == .done)
        #expect(watched.exitCode == .partial)
        #expect(watched.record.error?.code == "moved-since")
        #expect(watched.record.error?.message.contains("shipping") == true)
        #expect(watched.mismatches.map(\.expected?.offset) == [3])
        #expect(watched.mismatches.map(\.found?.offset) == [4])
        #expect(try await Self.remarks(scene, outcome).count == 1)
        #expect(try await scene.reader.run(outcome.record.id).record.state == .done)
    }

    @Test func `offsets that expired are not said to have been moved by somebody`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.settings = BrokerSettings(["offsets.retention.minutes": "1"]) }
        let outcome = try await scene.restore()
        let clock = FastClock { if $0 == 7 { scene.cluster.change { $0.deleteGroup("billing") } } }
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: StopRequest())
        #expect(watched.record.state == .done)
        #expect(watched.exitCode == .partial)
        let error = try #require(watched.record.error)
        #expect(error.code == "expired-since")
        #expect(
            error.message
                == "within 60 s of the restore the offsets of 2 partitions of billing have expired: they are gone, "
                + "and the groups have no members"
        )
        #expect(error.hint?.contains("offsets.retention.minutes, here 1") == true)
        #expect(watched.mismatches.count == 2)
    }

    @Test func `offsets that are gone from a group in use, or some of a group's, did not expire`() async throws {
        for isInUse in [true, false] {
            let scene = try await Scene()
            let outcome = try await scene.restore()
            let clock = FastClock { number in
                guard number == 7 else { return }
                scene.cluster.change { state in
                    if isInUse { state.setState("billing", .stable) }
                    let last: Int32 = isInUse ? 1 : 0
                    for partition in 0...last {
                        state.groups[GroupID("billing")]?.offsets[
                            TopicPartition(topic: "orders", partition: partition)
                        ] = nil
                    }
                }
            }
            let watched = try await Soak(scene.context(clock: clock))
                .watch(outcome, for: .seconds(60), stop: StopRequest())
            #expect(watched.record.error?.code == "moved-since")
        }
    }

    @Test func `what expired and what somebody moved are told apart in one look`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let clock = FastClock { number in
            guard number == 7 else { return }
            scene.cluster.change { state in
                state.deleteGroup("billing")
                state.commit("shipping", "payments", 0, 4)
            }
        }
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: StopRequest())
        let error = try #require(watched.record.error)
        #expect(error.code == "moved-since")
        #expect(error.message.contains("billing have expired"))
        #expect(error.message.contains("something else has moved 1 partitions of shipping"))
    }

    @Test func `Ctrl-C ends the wait, and the restore stands`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let stop = StopRequest()
        let clock = FastClock { if $0 == 6 { stop.request(.interrupted) } }
        scene.cluster.change { $0.forgetCalls() }
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: stop)
        #expect(watched.record.state == .done)
        #expect(watched.exitCode == .interrupted)
        #expect(watched.record.error?.message.contains("stands") == true)
        #expect(watched.record.error?.message.contains("after 3 s") == true)
        #expect(scene.cluster.now.calls.isEmpty)
        #expect(try await Self.remarks(scene, outcome).count == 1)
    }

    @Test func `brokers that do not answer then are no reason to doubt the restore`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        scene.cluster.add(.at(.readStable, number: nil, .fails(KafkaError(.timedOut))))
        let watched = try await Soak(scene.context(clock: FastClock()))
            .watch(outcome, for: .seconds(1), stop: StopRequest())
        #expect(watched.record.state == .done)
        #expect(watched.exitCode == .unreachable)
        #expect(watched.record.error?.message.contains("the restore is done and stands") == true)
    }

    @Test func `a remark that is lost because somebody else has the journal is told, and the run stays done`()
        async throws
    {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let lost = Mutex<[String]>([])
        // As another process: the scene keeps the lock.
        let context = EngineContext(
            scene.cluster,
            journal: scene.reader,
            clock: FastClock(),
            news: { news in
                guard case .remarkLost(let run, because: let reason) = news else { return }
                lost.withLock { $0.append("\(run): \(reason)") }
            }
        )
        let watched = try await Soak(context).watch(outcome, for: .seconds(1), stop: StopRequest())
        #expect(watched == outcome)
        #expect(try await Self.remarks(scene, outcome).isEmpty)
        let told = lost.withLock { $0 }
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("\(outcome.record.id): the journal is in use: process ") == true, "\(told)")
    }

    @Test func `a run that is not done is not watched`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.send, "shipping", .fails(KafkaError(.groupAuthorizationFailed))))
        let clock = FastClock()
        let watched = try await Soak(scene.context(clock: clock))
            .watch(outcome, for: .seconds(60), stop: StopRequest())
        #expect(watched == outcome)
        #expect(clock.count == 0)
    }
}
