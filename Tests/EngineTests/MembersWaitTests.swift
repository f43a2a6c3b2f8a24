import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

/// Waiting for the members of groups to leave.
struct MembersWaitTests {
    /// A clock on which every pause is over at once, and where something may happen at one of them.
    private final class FastClock: Clock {
        typealias Instant = ContinuousClock.Instant

        private let pauses = Mutex(0)
        private let happens: @Sendable (Int) -> Void

        init(_ happens: @escaping @Sendable (Int) -> Void) {
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

    /// Who was waited for, in words, each time that it changed.
    private final class Told: Sendable {
        private let words = Mutex<[String]>([])

        var all: [String] { words.withLock { $0 } }

        @Sendable func hear(_ news: PlanNews) {
            guard case .waiting(let groups, atMost: _) = news else { return }
            let word = groups.map { "\($0.group): \($0.occupants?.names ?? "-")" }.joined(separator: "; ")
            words.withLock { $0.append(word) }
        }
    }

    private static func session(
        _ scene: Scene,
        _ clock: FastClock,
        _ told: Told = Told(),
        from source: any OffsetSource = SnapshotSource(Scene.snapshot, id: Scene.snapshotID),
        waiting: Duration = .seconds(600),
        consent: PlanSession.Consent = .given
    ) -> PlanSession {
        PlanSession(
            scene.context(clock: clock, news: told.hear),
            source: source,
            policy: RunPolicy(waitForEmpty: waiting),
            consent: consent,
            before: .after(.seconds(60))
        )
    }

    /// A scene in which `shipping` has two members.
    private static func occupied() async throws -> Scene {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.setState("shipping", .stable)
            state.groups[GroupID("shipping")]?.members = ["app-1", "app-2"].map {
                GroupMember(clientID: $0, host: "/10.0.0.5")
            }
        }
        return scene
    }

    private static func leave(_ scene: Scene, at offset: Int64? = nil) {
        scene.cluster.change { state in
            state.setState("shipping", .empty)
            state.groups[GroupID("shipping")]?.members = []
            if let offset { state.commit("shipping", "payments", 0, offset) }
        }
    }

    private static func finish(_ session: PlanSession) async throws -> RunOutcome {
        #expect(try await session.permit(shown: .now))
        return try await session.execute(who: Scene.operatorName, stop: StopRequest())
    }

    @Test func `it goes on the moment the last member has left, and tells who is there whenever that changes`()
        async throws
    {
        let scene = try await Self.occupied()
        let told = Told()
        let clock = FastClock { pause in
            if pause == 3 {
                scene.cluster.change { state in
                    state.groups[GroupID("shipping")]?.members = [GroupMember(clientID: "app-2", host: "/10.0.0.5")]
                }
            }
            if pause == 5 { Self.leave(scene, at: 44) }
        }
        let session = Self.session(scene, clock, told)
        try await session.waitUntilEmpty(stop: StopRequest())
        #expect(clock.count == 5)
        #expect(told.all == ["shipping: app-1 on 10.0.0.5, app-2 on 10.0.0.5", "shipping: app-2 on 10.0.0.5"])
        let plan = try await session.plan().plan
        #expect(!plan.isBlocked)
        // What they committed last is what an undo puts back.
        #expect(plan.steps.first { $0.group.name == "shipping" }?.from?.offset == 44)
        #expect(try await Self.finish(session).record.state == .done)
        #expect(scene.held == Scene.after)
    }

    @Test func `when the time is over it is refused by name, and nothing is written`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { _ in }
        let session = Self.session(scene, clock, waiting: .seconds(20))
        let error = await #expect(throws: TidemarkError.self) { try await session.waitUntilEmpty(stop: StopRequest()) }
        #expect(error?.code == .groupActive)
        #expect(error?.exitCode == .refused)
        #expect(error?.message.contains("app-1 on 10.0.0.5") == true)
        #expect(error?.message.hasSuffix("; waited 20s for the members to leave") == true, "\(error?.message ?? "")")
        #expect(clock.count == 20)
        #expect(scene.held == Scene.before)
        #expect(scene.cluster.now.calls.filter { $0.isWrite }.isEmpty)
        #expect(try await scene.reader.auditLog().map(\.entry.result) == ["refused"])
    }

    @Test func `whoever asks to stop ends it, and nothing is written`() async throws {
        let scene = try await Self.occupied()
        let stop = StopRequest()
        let clock = FastClock { if $0 == 2 { stop.request(.interrupted) } }
        let session = Self.session(scene, clock)
        let error = await #expect(throws: TidemarkError.self) { try await session.waitUntilEmpty(stop: stop) }
        #expect(error?.code == .interrupted)
        #expect(error?.message.hasSuffix("nothing was written") == true)
        #expect(scene.held == Scene.before)
        #expect(scene.cluster.now.calls.filter { $0.isWrite }.isEmpty)
    }

    @Test func `a look that fails is repeated`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { pause in
            if pause == 1 { scene.cluster.change { $0.brokerErrors = [KafkaError(.timedOut, "silent")] } }
            if pause == 4 {
                scene.cluster.change { $0.brokerErrors = [] }
                Self.leave(scene)
            }
        }
        try await Self.session(scene, clock).waitUntilEmpty(stop: StopRequest())
        #expect(clock.count == 4)
    }

    @Test func `nothing is waited for where it was not asked for, where nobody is there, or where more stops the plan`()
        async throws
    {
        let clock = FastClock { _ in }
        let empty = try await Scene()
        try await Self.session(empty, clock).waitUntilEmpty(stop: StopRequest())
        let look = try await Self.occupied()
        try await Self.session(look, clock, consent: .none).waitUntilEmpty(stop: StopRequest())
        let blocked = try await Self.occupied()
        blocked.cluster.change { $0.deleteTopic("orders") }
        let session = Self.session(blocked, clock)
        try await session.waitUntilEmpty(stop: StopRequest())
        #expect(try await session.plan().plan.isBlocked)
        #expect(try await !session.permit())
        #expect(clock.count == 0)
    }

    @Test func `a plan that was shown with members is carried out once they have left, wherever they were`()
        async throws
    {
        let scene = try await Self.occupied()
        let clock = FastClock { if $0 == 2 { Self.leave(scene, at: 77) } }
        let session = Self.session(scene, clock, consent: .asked)
        #expect(try await session.plan().plan.isBlocked)
        #expect(await session.waitsForMembers)
        try await session.waitUntilEmpty(stop: StopRequest())
        let outcome = try await Self.finish(session)
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
    }

    @Test func `a group that was not waited for and has moved since it was shown is refused`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { pause in
            guard pause == 2 else { return }
            Self.leave(scene)
            scene.cluster.change { $0.commit("billing", "orders", 0, 11) }
        }
        let session = Self.session(scene, clock, consent: .asked)
        _ = try await session.plan()
        try await session.waitUntilEmpty(stop: StopRequest())
        let error = await #expect(throws: TidemarkError.self) { try await session.permit(shown: .now) }
        #expect(error?.code == .planStale)
        #expect(error?.message.hasPrefix("group billing, orders[0] has changed since the plan was shown") == true)
        #expect(scene.held["shipping"] == Scene.before["shipping"])
    }

    /// Every group so many records on.
    private static func shift(by distance: Int64) -> ResetSource {
        ResetSource(of: Selection(groups: ["*"]), in: .held, to: .shift(distance), words: "shift-by \(distance)")
    }

    @Test func `a distance that was agreed to counts from where the members left off`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { if $0 == 2 { Self.leave(scene, at: 77) } }
        let session = Self.session(scene, clock, from: Self.shift(by: -2), consent: .asked)
        let shown = try await session.plan().plan
        #expect(shown.steps.first { $0.group.name == "shipping" }?.to?.offset != 75)
        try await session.waitUntilEmpty(stop: StopRequest())
        #expect(try await Self.finish(session).record.state == .done)
        let agreed = try #require(await session.agreed).plan
        let step = try #require(agreed.steps.first { $0.group.name == "shipping" })
        #expect(step.from?.offset == 77 && step.to?.offset == 75, "\(step)")
        #expect(scene.held["shipping"] == ["payments[0]=75"])
    }

    @Test func `a distance counts for groups that were not waited for as long as they stand where they were shown`()
        async throws
    {
        let scene = try await Self.occupied()
        let clock = FastClock { pause in
            guard pause == 2 else { return }
            Self.leave(scene)
            scene.cluster.change { $0.commit("billing", "orders", 0, 11) }
        }
        let session = Self.session(scene, clock, from: Self.shift(by: -2), consent: .asked)
        _ = try await session.plan()
        try await session.waitUntilEmpty(stop: StopRequest())
        let error = await #expect(throws: TidemarkError.self) { try await session.permit(shown: .now) }
        #expect(error?.code == .planStale)
        #expect(error?.message.hasPrefix("group billing, orders[0] has changed since the plan was shown") == true)
    }

    @Test func `what is found after the wait and was not shown stops it`() async throws {
        let scene = try await Self.occupied()
        // One record before the end of the log: there are no ten records more to skip.
        let clock = FastClock { if $0 == 2 { Self.leave(scene, at: 999) } }
        var policy = PlanPolicy()
        policy.onOutOfRange = .clamp
        let source = ResetSource(
            of: Selection(groups: ["shipping"]),
            in: .held,
            to: .shift(10),
            words: "shift-by 10",
            policy: policy
        )
        let session = Self.session(scene, clock, from: source, consent: .asked)
        _ = try await session.plan()
        try await session.waitUntilEmpty(stop: StopRequest())
        let error = await #expect(throws: TidemarkError.self) { try await session.permit(shown: .now) }
        #expect(error?.code == .planStale, "\(String(describing: error))")
        #expect(error?.message.hasPrefix("group shipping, payments[0] has changed since the plan was shown") == true)
    }

    @Test func `a group is renamed with what its members committed last`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { if $0 == 2 { Self.leave(scene, at: 77) } }
        let source = CopySource(CopyRequest(.rename, mapping: try Mapping(from: "shipping", to: "shipping-2")))
        let session = Self.session(scene, clock, from: source, consent: .asked)
        _ = try await session.plan()
        try await session.waitUntilEmpty(stop: StopRequest())
        #expect(try await Self.finish(session).record.state == .done)
        #expect(scene.cluster.now.held(by: "shipping-2") == ["payments[0]=77"])
        #expect(scene.cluster.now.groups[GroupID("shipping")] == nil)
    }

    @Test func `a member that comes back after the wait stops it`() async throws {
        let scene = try await Self.occupied()
        let clock = FastClock { if $0 == 1 { Self.leave(scene) } }
        let session = Self.session(scene, clock, consent: .asked)
        _ = try await session.plan()
        try await session.waitUntilEmpty(stop: StopRequest())
        scene.cluster.change { $0.setState("shipping", .stable) }
        let error = await #expect(throws: TidemarkError.self) { try await session.permit(shown: .now) }
        #expect(error?.exitCode == .refused)
        #expect(scene.held == Scene.before)
    }
}
