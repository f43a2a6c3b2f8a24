import Offsets

extension PlanSession {
    /// Whether the plan that was shown can be carried out once its groups have no members, and the operator allows to wait
    /// for that.
    public var waitsForMembers: Bool {
        guard policy.waitForEmpty != nil, consent != .none, let prepared else { return false }
        return !prepared.plan.groupsToWaitFor.isEmpty
    }

    /// The plan that is carried out once it is permitted: the one that was shown, or the one that was made once the members
    /// had left.
    public var agreed: PreparedPlan? { prepared }

    /// Waits until the groups of the plan have no members, where the operator allows to wait; without the lock, which others
    /// may need meanwhile.
    ///
    /// It tells who is there, whenever that changes. A plan that something else stops as well is not waited for.
    ///
    /// - Parameters:
    ///   - shown: When a person began to think, `nil` where nobody had to.
    ///   - stop: Ends it; nothing was written then.
    /// - Throws: `group-active` (exit 79) when the time is over, which is entered in the audit log; 130 or 143 when it is
    ///   interrupted; what planning throws.
    public func waitUntilEmpty(since shown: ContinuousClock.Instant? = nil, stop: StopRequest) async throws {
        guard let patience = policy.waitForEmpty, consent != .none else { return }
        let began = ContinuousClock.now
        if let shown { putOff(by: shown.duration(to: began)) }
        try await fix()
        var made: PreparedPlan
        if let prepared { made = prepared } else { made = try await make() }
        var wait = MembersWait(context, for: patience, stop: stop)
        var counted = Duration.zero
        while !made.plan.groupsToWaitFor.isEmpty {
            let groups = made.plan.groupsToWaitFor
            do throws(TidemarkError) {
                try await wait.wait(for: groups)
            } catch {
                if error.exitCode == .refused { await lockAndEnterRefusal(of: made, because: error.message) }
                throw error.beforeAnyWrite
            }
            waitedFor.formUnion(groups)
            // The time that was waited is none of the command's own.
            let passed = began.duration(to: .now)
            putOff(by: passed - counted)
            counted = passed
            made = try await make()
        }
    }

    /// Whether the plan that was shown while its groups had members is the one that would be made now.
    func permitAfterWaiting(_ shown: PreparedPlan) async throws -> Bool {
        _ = try await finishRuns(on: shown.plan.cluster)
        let present = try await permitted(try await make())
        let difference = present.plan.difference(from: shown.plan, waitedFor: waitedFor)
        guard present.plan.isBlocked || difference != nil else {
            prepared = present
            return true
        }
        let error = Self.stale(difference, present.plan)
        await enterRefusal(of: shown, because: error.message)
        throw error
    }
}
