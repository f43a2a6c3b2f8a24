import Offsets
import Store
import TestSupport
import Testing

struct RunStateTests {
    private static let terminal: Set<RunState> = [.done, .raced, .aborted, .rolledBack]

    @Test(arguments: RunState.allCases)
    func `only the four ends have no successor`(state: RunState) {
        #expect(state.isTerminal == Self.terminal.contains(state))
    }

    @Test(arguments: RunState.allCases)
    func `every state but the first follows some state`(state: RunState) {
        let predecessors = RunState.allCases.filter { $0.successors.contains(state) }
        #expect(predecessors.isEmpty == (state == .planned))
    }

    @Test func `an undecided run can still be decided, either way`() {
        #expect(RunState.undecided.successors == [.committed, .aborted, .rolledBack])
    }

    @Test func `a commit that was announced is never aborted`() {
        #expect(!RunState.committing.successors.contains(.aborting))
    }

    @Test func `no write comes before the pre-image`() {
        for state in [RunState.planned, .prechecked] {
            #expect(state.successors.isDisjoint(with: [.open, .committing, .committed, .deleting]))
        }
    }

    @Test func `a run that stopped before any write can be given up`() {
        for state in RunState.allCases where state.isBeforeAnyWrite { #expect(state.successors.contains(.aborted)) }
    }

    @Test(arguments: RunState.allCases, RunState.allCases)
    func `the journal enters exactly the legal transitions`(from: RunState, to: RunState) async throws {
        let scratch = try ScratchDirectory()
        let journal = try await Journal.forWriting(
            try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        )
        let id = try SampleRun.record().id
        try await journal.begin(try SampleRun.record(), groups: [], items: [])
        for state in Self.path(to: from) { try await enter(state, id, journal) }
        if from.successors.contains(to) {
            try await enter(to, id, journal)
            #expect(try await journal.run(id).record.state == to)
        } else {
            let error = await #expect(throws: TidemarkError.self) { try await enter(to, id, journal) }
            #expect(error?.code == .illegalTransition)
            #expect(try await journal.run(id).record.state == from)
        }
    }

    private func enter(_ state: RunState, _ id: RunID, _ journal: Journal) async throws {
        if state == .preImage {
            try await journal.recordPreImage(id, items: [])
        } else {
            try await journal.advance(id, to: state)
        }
    }

    /// The states after `planned` on a shortest way to a state.
    private static func path(to goal: RunState) -> [RunState] {
        var paths: [RunState: [RunState]] = [.planned: []]
        var frontier: [RunState] = [.planned]
        while paths[goal] == nil, !frontier.isEmpty {
            let state = frontier.removeFirst()
            for next in state.successors where paths[next] == nil {
                paths[next] = (paths[state] ?? []) + [next]
                frontier.append(next)
            }
        }
        return paths[goal] ?? []
    }
}
