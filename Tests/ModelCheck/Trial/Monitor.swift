import Foundation
import KafkaProtocol
import KafkaSimulator
import Offsets
import Store
import Synchronization

/// Watches a process at every act that changes the cluster: it has to be in the journal, and the group without members.
final class Monitor: Sendable {
    private let violations = Mutex<[Violation]>([])
    private let disk: Disk
    private let world: World
    /// What the engine that takes a timeout for a failure does about it.
    private let conclude: @Sendable () async -> Void

    init(_ world: World, disk: Disk, conclude: @escaping @Sendable () async -> Void) {
        self.world = world
        self.disk = disk
        self.conclude = conclude
    }

    /// What was wrong so far.
    var found: [Violation] { violations.withLock { $0 } }

    /// The process is about to write offsets of a group; says whether the group has members.
    func sends(to group: String) -> Bool {
        // A probe of the fence, which comes before anything is read, concerns the sentinel alone and is aborted.
        let isSentinel = SentinelGroup.isOne(GroupID(group))
        let name = isSentinel ? Place.sentinel : group
        expect(in: isSentinel ? [.planned, .open] : [.open], "sends offsets of \(name)")
        return hasMembers(group)
    }

    /// The coordinator has taken the offsets.
    func wasTaken(by group: String, hadMembers: Bool) {
        guard hadMembers, hasMembers(group) else { return }
        report(.fence, "group \(group) has members, and offsets were written to it")
    }

    /// The process is about to commit, or delete, outside a transaction.
    func writesPlainly(to group: String) {
        expect("changes \(group) outside a transaction") { $0.announces(GroupID(group)) }
    }

    /// The process is about to delete offsets of topics; where none of them is there, it asks for the right to.
    func deletes(_ topics: [String], of group: String) {
        guard world.withState({ state in topics.contains { state.topics[Text($0)] != nil } }) else { return }
        writesPlainly(to: group)
    }

    /// The process is about to commit.
    func commits() {
        expect(in: [.committing], "commits")
    }

    /// The process is about to abort.
    func aborts() {
        expect(in: [.planned, .open, .aborting], "aborts")
    }

    /// The wrong engine writes what it makes of a timeout.
    func concludesFailure() async {
        await conclude()
    }

    private func hasMembers(_ group: String) -> Bool { world.hasMembers(Text(group)) }

    /// Nothing is written that was not journalled.
    private func expect(in states: Set<RunState>, _ act: String) {
        expect(act) { !$0.isBestEffort && states.contains($0.state) }
    }

    private func expect(_ act: String, isAnnounced: (DurableJournal.LastRun) -> Bool) {
        do {
            guard let run = try disk.durable.lastRun() else {
                return report(.journalComesFirst, "\(act) without a run in the journal")
            }
            if !isAnnounced(run) {
                report(.journalComesFirst, "\(act) while the journal says \(run.state.rawValue)")
            }
            if run.itemsWithoutPreImage > 0, run.state != .planned {
                report(.journalComesFirst, "\(act) while pre-images are missing from the journal")
            }
        } catch {
            report(.checkable, "\(act) and the journal cannot be read: \(error)")
        }
    }

    private func report(_ promise: Violation.Promise, _ words: String) {
        violations.withLock { $0.append(Violation(promise: promise, words: words)) }
    }
}
