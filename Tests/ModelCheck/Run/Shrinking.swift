/// Makes a schedule that fails smaller while it still fails.
struct Shrinking {
    /// How many schedules are tried; each takes a few milliseconds, or seconds through sockets.
    static let tries = 400

    /// Every schedule that is a little smaller, the largest step first.
    static func smaller(_ schedule: Schedule) -> [Schedule] {
        var candidates: [Schedule] = []
        func add(_ change: (inout Schedule) -> Void) {
            var candidate = schedule
            change(&candidate)
            if candidate != schedule { candidates.append(candidate) }
        }
        for index in schedule.attempts.indices.dropFirst().reversed() { add { $0.attempts.remove(at: index) } }
        for index in schedule.groups.indices where schedule.groups.count > 1 { add { $0.groups.remove(at: index) } }
        for (index, attempt) in schedule.attempts.enumerated() {
            add { $0.attempts[index].faults = [] }
            add { $0.attempts[index].deeds = [] }
            add { $0.attempts[index].death = nil }
            add { $0.attempts[index].diskFull = nil }
            for fault in attempt.faults.indices { add { $0.attempts[index].faults.remove(at: fault) } }
            for deed in attempt.deeds.indices { add { $0.attempts[index].deeds.remove(at: deed) } }
        }
        add { $0.brokers = 1 }
        add { $0.markerDelay = 0 }
        add { $0.isOldRelease = false }
        add { $0.hasOlderMark = false }
        add { $0.isExact = false }
        add { $0.isUndone = false }
        add { $0.provesFence = false }
        add { $0.isBestEffort = false }
        for index in schedule.groups.indices {
            add { $0.groups[index].target = $0.groups[index].name }
            for position in schedule.groups[index].snapshot?.indices ?? 0..<0 {
                add { $0.groups[index].snapshot?.remove(at: position) }
            }
            for position in schedule.groups[index].held?.indices ?? 0..<0 {
                add { $0.groups[index].held?.remove(at: position) }
            }
        }
        return candidates
    }

    /// The smallest schedule found that still fails.
    static func shrink(_ schedule: Schedule, while fails: (Schedule) async -> Bool) async -> Schedule {
        var smallest = schedule
        var tried = 0
        var hasShrunk = true
        while hasShrunk {
            hasShrunk = false
            for candidate in smaller(smallest) where tried < tries {
                tried += 1
                guard await fails(candidate) else { continue }
                smallest = candidate
                hasShrunk = true
                break
            }
        }
        return smallest
    }
}
