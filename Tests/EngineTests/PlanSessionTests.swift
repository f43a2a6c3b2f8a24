import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

/// The way of a plan from its source to its run.
struct PlanSessionTests {
    /// A session over a scene, and what it has told so far.
    private struct Held {
        let session: PlanSession
        let told: Told
    }

    /// What an operator was told, in words.
    private final class Told: Sendable {
        private let words = Mutex<[String]>([])

        var all: [String] { words.withLock { $0 } }

        @Sendable func hear(_ news: PlanNews) {
            let word =
                switch news {
                case .finished(let outcome): "finished \(outcome.record.state.rawValue)"
                case .outdatedJournal(let marks): "outdated by \(marks.count)"
                case .unknownRun(let run): "unknown \(run)"
                case .marksHidden: "marks hidden"
                case .bestEffort: "best effort"
                case .waiting(let groups, atMost: _):
                    "waiting for \(groups.map { "\($0.group): \($0.occupants?.names ?? "-")" }.joined(separator: "; "))"
                case .leftOut(let groups, because: _): "left out \(groups.map(\.name).joined(separator: ", "))"
                case .remarkLost(let run, because: _): "remark on \(run) lost"
                case .refusalNotLogged: "refusal not logged"
                }
            words.withLock { $0.append(word) }
        }
    }

    private static func begin(
        _ scene: Scene,
        _ source: any OffsetSource = SnapshotSource(Scene.snapshot, id: Scene.snapshotID),
        policy: RunPolicy = RunPolicy(),
        consent: PlanSession.Consent
    ) -> Held {
        let told = Told()
        let session = PlanSession(
            scene.context(news: told.hear),
            source: source,
            policy: policy,
            consent: consent,
            before: .after(.seconds(60))
        )
        return Held(session: session, told: told)
    }

    @Test func `a source is one file: what it says is planned, carried out, journalled and undone like any other`()
        async throws
    {
        let scene = try await Scene()
        let source = ResetSource(
            of: Selection(groups: ["billing", "shipping"]),
            in: .held,
            to: .earliest,
            words: "to-earliest"
        )
        let held = Self.begin(scene, source, consent: .given)
        let prepared = try await held.session.plan()
        #expect(prepared.plan.kind == .reset)
        #expect(prepared.plan.source == .positions("to-earliest"))
        #expect(try await held.session.permit())
        let outcome = try await held.session.execute(who: Scene.operatorName, stop: StopRequest())
        #expect(outcome.record.state == .done)
        #expect(outcome.record.kind == .reset)
        #expect(scene.held["billing"] == ["orders[0]=0", "orders[1]=0"])
        #expect(scene.held["shipping"] == ["payments[0]=0"])
        #expect(scene.held["audit"] == Scene.before["audit"])

        let undo = Self.begin(scene, UndoSource(of: "latest", in: scene.context), consent: .given)
        _ = try await undo.session.plan()
        #expect(try await undo.session.permit())
        let undone = try await undo.session.execute(who: Scene.operatorName, stop: StopRequest())
        #expect(undone.record.undoOf == outcome.record.id)
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [PlanSession.Consent.none, .asked, .given])
    func `an older run is finished and told before anything is to be written, and left alone by a look`(
        consent: PlanSession.Consent
    ) async throws {
        let scene = try await Scene()
        _ = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.timedOut))),
            .at(.initialize, number: 2, .fails(KafkaError(.timedOut)))
        )
        scene.cluster.change { $0.faults = [] }
        let held = Self.begin(scene, consent: consent)
        let prepared = try await held.session.plan()
        let states = try await scene.reader.runs().map(\.record.state)
        #expect(states.count == 1)
        #expect(states[0].isTerminal == (consent != .none))
        #expect(held.told.all == (consent == .none ? [] : ["finished \(states[0].rawValue)"]))
        // It was committed, and only the answer was lost.
        #expect(prepared.plan.changesNothing)
    }

    @Test func `a plan that is blocked is not permitted, and the refusal is in the audit log`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.setState("billing", .stable) }
        let held = Self.begin(scene, consent: .given)
        let prepared = try await held.session.plan()
        #expect(prepared.plan.isBlocked)
        #expect(try await !held.session.permit())
        let log = try await scene.reader.auditLog()
        #expect(log.map(\.entry.result) == ["refused"])
        #expect(log.first?.entry.subject == Scene.snapshotID.text)
        #expect(scene.held == Scene.before)
    }

    @Test func `a plan that was shown a while ago is made anew, and refused where it is another one`() async throws {
        let scene = try await Scene()
        let fresh = RunPolicy(freshness: .zero)
        let same = Self.begin(scene, policy: fresh, consent: .asked)
        _ = try await same.session.plan()
        #expect(try await same.session.permit(shown: .now))

        let other = Self.begin(scene, policy: fresh, consent: .asked)
        _ = try await other.session.plan()
        scene.cluster.change { $0.commit("shipping", "payments", 0, 31) }
        let error = await #expect(throws: TidemarkError.self) { try await other.session.permit(shown: .now) }
        #expect(error?.code == .planStale)
        #expect(error?.message.hasPrefix("group shipping, payments[0] has changed since the plan was shown") == true)
        #expect(try await scene.reader.auditLog().map(\.entry.result) == ["refused"])

        // Shown a moment ago it is compared only when it is carried out.
        let late = Self.begin(scene, consent: .asked)
        _ = try await late.session.plan()
        scene.cluster.change { $0.commit("shipping", "payments", 0, 32) }
        #expect(try await late.session.permit(shown: .now))
        let outcome = try await late.session.execute(who: Scene.operatorName, stop: StopRequest())
        #expect(outcome.record.state == .aborted)
        #expect(scene.held["shipping"] == ["payments[0]=32"])
    }

    @Test(arguments: [PlanSession.Consent.none, .asked, .given])
    func `best effort is told where the cluster refuses transactions, and not tried by a look`(
        consent: PlanSession.Consent
    ) async throws {
        let scene = try await Scene()
        let refusal = KafkaError(.transactionalIDAuthorizationFailed)
        scene.cluster.add(.at(.initialize, number: nil, .fails(refusal)))
        let held = Self.begin(scene, policy: RunPolicy(allowsBestEffort: true), consent: consent)
        let prepared = try await held.session.plan()
        let isLook = consent == .none
        #expect(prepared.plan.commitProtocol == (isLook ? .transaction : .bestEffort))
        #expect(held.told.all == (isLook ? [] : ["best effort"]))
        #expect((scene.cluster.count(.initialize) == 0) == isLook)
    }

    @Test func `latest is looked up once`() async throws {
        let scene = try await Scene()
        let first = try await scene.restore()
        let held = Self.begin(
            scene,
            UndoSource(of: "latest", in: scene.context),
            policy: RunPolicy(freshness: .zero),
            consent: .asked
        )
        let shown = try await held.session.plan()
        #expect(shown.plan.source == .run(first.record.id.text))
        // Another run meanwhile, of another group.
        let reset = ResetSource(of: Selection(groups: ["audit"]), in: .held, to: .earliest, words: "to-earliest")
        let other = Self.begin(scene, reset, consent: .given)
        _ = try await other.session.plan()
        #expect(try await other.session.permit())
        _ = try await other.session.execute(who: Scene.operatorName, stop: StopRequest())
        #expect(try await held.session.permit(shown: .now))
        let undone = try await held.session.execute(who: Scene.operatorName, stop: StopRequest())
        #expect(undone.record.undoOf == first.record.id)
        #expect(scene.held["billing"] == Scene.before["billing"])
    }
}
