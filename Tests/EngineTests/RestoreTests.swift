import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

struct RestoreTests {
    @Test func `a restore brings every group to what the snapshot holds`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .done)
        #expect(outcome.exitCode == .done)
        #expect(outcome.verified == 4)
        #expect(outcome.mismatches.isEmpty)
        #expect(scene.held == Scene.after)
    }

    @Test func `the journal holds every state in order, the plan and the pre-image`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let detail = try await scene.reader.run(outcome.record.id)
        let states: [RunState] = [
            .planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done,
        ]
        #expect(detail.events.map(\.state) == states)
        #expect(detail.events.map(\.at) == (1...8).map { StepClock.time($0) })
        #expect(detail.record.finishedAt == StepClock.time(8))
        #expect(detail.record.kind == .restore)
        #expect(detail.record.snapshot == Scene.snapshotID)
        #expect(detail.record.who == Scene.operatorName)
        #expect(detail.record.error == nil)
        let partition = TopicPartition(topic: "orders", partition: 0)
        #expect(
            detail.items.first { $0.action == .set }
                == RunItem(
                    group: GroupID("billing"),
                    topicPartition: partition,
                    action: .set,
                    preImage: .committed(CommittedOffset(partition, offset: 10, metadata: OffsetMetadata("now"))),
                    planned: CommittedOffset(partition, offset: 5)
                )
        )
        #expect(detail.groups.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(detail.groups.allSatisfy { $0.existed && $0.state == .empty })
    }

    @Test func `each state is on the disk before the act that it announces`() async throws {
        let scene = try await Scene()
        let prepared = try await scene.plan()
        let seen = Mutex<[String]>([])
        let reader = scene.reader
        scene.cluster.watch { call in
            let state = (try? await reader.runs().last?.record.state.rawValue) ?? "none"
            let words = "\(call.kind) in \(state)"
            seen.withLock { if $0.last != words { $0.append(words) } }
        }
        _ = try await PlanExecution(scene.context)
            .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        // Looking announces nothing, so it may overlap with the journal; between which acts it happens is fixed.
        let looks: Set<String> = ["metadata", "readStable", "readUnstable", "list"]
        let words = seen.withLock { $0 }
        var acts: [String] = []
        var looked: [Set<String>] = [[]]
        for word in words {
            let kind = String(word.prefix { $0 != " " })
            if looks.contains(kind) {
                looked[acts.count].insert(kind)
            } else {
                acts.append(word)
                looked.append([])
            }
        }
        #expect(acts == ["initialize in planned", "begin in pre-image", "send in open", "commit in committing"])
        #expect(
            looked == [["metadata"], ["readStable", "list"], [], ["list", "readUnstable"], ["readStable", "list"]]
        )
        for word in ["readStable in prechecked", "list in open", "readUnstable in open"] {
            #expect(words.contains(word), "\(words)")
        }
    }

    @Test func `the pre-image is on the disk before the first write`() async throws {
        let scene = try await Scene()
        let prepared = try await scene.plan()
        let seen = Mutex<[PreImage]>([])
        let reader = scene.reader
        scene.cluster.watch { call in
            guard call.kind == .begin, let id = try? await reader.runs().last?.record.id,
                let items = try? await reader.run(id).items
            else { return }
            seen.withLock { $0 = items.map(\.preImage) }
        }
        _ = try await PlanExecution(scene.context)
            .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        let offsets = seen.withLock { $0 }.map {
            if case .committed(let offset) = $0 { offset.offset } else { Int64(-1) }
        }
        #expect(offsets == [7, 10, 20, 30])
    }

    @Test func `the sentinel goes first and every group of the plan is fenced`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore()
        let sent = scene.cluster.now.calls.filter { $0.kind == .send }.compactMap(\.group?.name)
        #expect(sent == [outcome.record.sentinelGroup.name, "audit", "billing", "shipping"])
        let mark = scene.cluster.now.groups[outcome.record.sentinelGroup]?.offsets.values.first
        #expect(mark?.metadata.text.hasPrefix("\(outcome.record.id):fwd/") == true)
        #expect(mark?.topicPartition == outcome.record.sentinelPartition)
    }

    @Test func `metadata is written with its offset`() async throws {
        let scene = try await Scene()
        _ = try await scene.restore()
        let partition = TopicPartition(topic: "orders", partition: 0)
        #expect(scene.cluster.now.groups[GroupID("billing")]?.offsets[partition]?.metadata == OffsetMetadata.none)
    }

    @Test func `a group that did not exist is made`() async throws {
        let scene = try await Scene()
        let request = PlanRequest(
            selection: Selection(groups: ["billing"]),
            mapping: try Mapping(to: "billing-test")
        )
        let outcome = try await scene.restore(request: request)
        #expect(outcome.record.state == .done)
        #expect(scene.cluster.now.held(by: "billing-test") == ["orders[0]=5", "orders[1]=20"])
        #expect(scene.held == Scene.before)
        let groups = try await scene.reader.run(outcome.record.id).groups
        #expect(groups.map(\.existed) == [false])
    }

    @Test func `a blocked plan and one that changes nothing begin no run`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.setState("shipping", .stable) }
        let blocked = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        #expect(blocked.code == .groupActive)
        #expect(blocked.exitCode == .refused)
        let idle = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restore(request: PlanRequest(selection: Selection(groups: ["audit"])))
        }
        #expect(idle.code == .nothingToDo)
        #expect(try await scene.reader.runs().isEmpty)
        #expect(scene.held == Scene.before)
    }

    @Test func `a second restore waits until an unfinished one is decided`() async throws {
        let scene = try await Scene()
        scene.clock.fail(at: 8)
        _ = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        scene.clock.unblock()
        scene.cluster.change { $0.commit("shipping", "payments", 0, 30) }
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        #expect(error.code == .runUnfinished)
        #expect(error.exitCode == .busy)
    }

    @Test func `cancelling the task does not break a run off`() async throws {
        let scene = try await Scene()
        let prepared = try await scene.plan()
        let (reached, signal) = AsyncStream<Void>.makeStream()
        let (permitted, permit) = AsyncStream<Void>.makeStream()
        scene.cluster.watch { call in
            guard call.kind == .begin else { return }
            signal.yield()
            for await _ in permitted { break }
        }
        let task = Task {
            try await PlanExecution(scene.context)
                .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        }
        for await _ in reached { break }
        task.cancel()
        permit.yield()
        #expect(try await task.value.record.state == .done)
        #expect(scene.held == Scene.after)
    }
}
