import KafkaTestSupport
import Offsets
import Testing

extension User {
    /// Restores for people and for scripts; both are refused for the one reason, and no group moves.
    ///
    /// Waits for no other test: what is refused never comes to a transaction.
    func expectRefusal(
        _ seeded: SeededGroups,
        finding: String,
        of group: GroupID,
        topic: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await cluster.committed(by: seeded.groups)

        let forPeople = try await start(["restore", "latest", "--yes"]).result()
        #expect(forPeople.exitCode == .refused, "\(forPeople)", sourceLocation: sourceLocation)
        let named = forPeople.messages.contains(group.name) && forPeople.messages.contains(topic ?? "")
        #expect(named, "\(forPeople)", sourceLocation: sourceLocation)
        #expect(forPeople.messages.contains("nothing was written"), "\(forPeople)", sourceLocation: sourceLocation)

        let forScripts = try await start(["restore", "latest", "--yes", "--json"]).result()
        #expect(forScripts.exitCode == .refused, "\(forScripts)", sourceLocation: sourceLocation)
        let document: PlanDocument = try forScripts.document()
        #expect(document.run == nil, sourceLocation: sourceLocation)
        let blocking = document.plan.summary.blocking
        #expect(Set(blocking.map(\.finding)) == [finding], "\(forScripts)", sourceLocation: sourceLocation)
        #expect(Set(blocking.map(\.group)) == [group.name], sourceLocation: sourceLocation)
        if let topic { #expect(Set(blocking.map(\.topic)) == [topic], sourceLocation: sourceLocation) }
        let steps = document.plan.steps.filter { $0.finding != nil }
        let areRight = !steps.isEmpty && steps.allSatisfy { $0.finding == finding && $0.group == group.name }
        #expect(areRight, "\(forScripts)", sourceLocation: sourceLocation)

        let after = try await cluster.committed(by: seeded.groups)
        #expect(after == before, "a refused restore changed a group", sourceLocation: sourceLocation)
    }
}
