import Cluster
public import Offsets

/// A group that is waited for, because it has members, or may have.
public struct OccupiedGroup: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state.
    public let state: GroupState
    /// Who is in it, as far as that is known; `nil` where it was not asked.
    public let occupants: GroupOccupants?
}

/// Waiting until groups have no members, for as long as an operator allows altogether.
///
/// It only looks, and writes nothing.
struct MembersWait: Sendable {
    /// The pause between two looks.
    static let pause: Duration = .seconds(1)
    /// How long one look may take.
    private static let patience: Duration = .seconds(30)

    private let context: EngineContext
    private let stop: StopRequest
    private let allowed: Duration
    private let began = ContinuousClock.now
    /// The pauses so far, on the context's clock.
    private var paused = Duration.zero

    /// A wait.
    ///
    /// - Parameters:
    ///   - context: The cluster, what is waited by, and who is told.
    ///   - allowed: How long altogether.
    ///   - stop: Ends it.
    init(_ context: EngineContext, for allowed: Duration, stop: StopRequest) {
        self.context = context
        self.stop = stop
        self.allowed = allowed
    }

    /// What is left of the time.
    private var remaining: Duration { max(.zero, allowed - max(paused, began.duration(to: .now))) }

    /// Waits until none of the groups has members; tells who has, whenever that changes.
    ///
    /// A look that fails is repeated while there is time.
    ///
    /// - Throws: ``TidemarkError``: `group-active` (exit 79) when the time is over, 130 or 143 when it is interrupted; what
    ///   the last look has failed by.
    mutating func wait(for groups: Set<GroupID>) async throws(TidemarkError) {
        var told: [OccupiedGroup] = []
        while true {
            try stop.check()
            let failure: TidemarkError
            do throws(TidemarkError) {
                let occupied = try await look(at: groups)
                guard let first = occupied.first else { return }
                if !Self.areSame(occupied, told) {
                    told = occupied
                    context.news(.waiting(occupied, atMost: remaining))
                }
                failure = .active(first.group, state: first.state, first.occupants)
            } catch {
                failure = error
            }
            guard remaining > .zero else {
                throw TidemarkError(
                    failure.code,
                    "\(failure.message); waited \(DurationText.text(allowed)) for the members to leave",
                    hint: failure.hint,
                    cause: failure
                )
            }
            context.progress(
                Progress(
                    "waiting for members to leave, in seconds",
                    done: Int((allowed - remaining).components.seconds),
                    of: Int(allowed.components.seconds)
                )
            )
            let pause = min(Self.pause, remaining)
            guard (try? await context.clock.sleep(for: pause)) != nil else {
                try stop.check()
                throw TidemarkError(.interrupted, "interrupted while waiting for members to leave")
            }
            paused += pause
        }
    }

    /// Those of the groups that have members, or may have, by name.
    private func look(at groups: Set<GroupID>) async throws(TidemarkError) -> [OccupiedGroup] {
        let deadline = Deadline.after(Self.patience)
        let listing = try await context.cluster.completeListing(of: groups, before: deadline)
        let active = listing.groups.filter { groups.contains($0.group) && $0.isActive }.sorted { $0.group < $1.group }
        let occupants = await Occupants(cluster: context.cluster).look(at: active.map(\.group), before: deadline)
        return active.map { OccupiedGroup(group: $0.group, state: $0.state, occupants: occupants[$0.group]) }
    }

    /// Whether the same members are there; that they rebalance is no news.
    private static func areSame(_ left: [OccupiedGroup], _ right: [OccupiedGroup]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { $0.group == $1.group && $0.occupants?.members == $1.occupants?.members }
    }
}
