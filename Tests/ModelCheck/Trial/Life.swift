import Engine
import KafkaSimulator
import Offsets
import Store
import Synchronization

/// One process of a schedule, from its start to its end or its death: it counts what the process comes to, lets others
/// act at their moments, and refuses everything once it is dead.
final class Life: Sendable {
    private struct State {
        var counts: [Place: Int] = [:]
        var deeds: [ScheduledDeed]
        var hasDied = false
        /// It has done the last thing it does; whatever it comes to next, it is dead.
        var isDying = false
        var isDiskFull = false
        var reached: Set<String> = []
    }

    private let state: Mutex<State>
    private let death: Death?
    private let diskFull: Moment?
    /// What the process is there for, in a word for counting.
    private let work: String
    private let world: World
    private let disk: Disk
    /// The operator's wish that the process stops.
    let stop = StopRequest()

    init(_ attempt: Attempt = Attempt(), as work: String = "", in world: World, disk: Disk) {
        self.work = work
        state = Mutex(State(deeds: attempt.deeds))
        death = attempt.death
        diskFull = attempt.diskFull
        self.world = world
        self.disk = disk
    }

    /// What the process did not survive, and what others did, in words for counting.
    var reached: Set<String> { state.withLock(\.reached) }

    /// Whether the process is dead.
    var isDead: Bool { state.withLock { $0.hasDied || $0.isDying } }

    /// Ends the process.
    func die() {
        state.withLock { $0.hasDied = true }
    }

    /// The process comes to a place: what others do then is done.
    ///
    /// - Parameter place: The place.
    /// - Returns: `nil` when the process goes on; how it dies when it dies there, `.before` when it is dead already.
    func arrive(_ place: Place) -> Death.Manner? {
        let (deeds, manner) = state.withLock { state -> ([Deed], Death.Manner?) in
            if state.isDying { state.hasDied = true }
            guard !state.hasDied else { return ([], .before) }
            state.counts[place, default: 0] += 1
            let now = Moment(place: place, number: state.counts[place] ?? 0)
            let due = state.deeds.filter { $0.moment == now }.map(\.deed)
            state.deeds.removeAll { $0.moment == now }
            state.reached.formUnion(due.map { "deed: \($0)" })
            if diskFull == now {
                state.isDiskFull = true
                state.reached.insert(Self.word(diskFull: now, work))
            }
            guard let death, death.moment == now else { return (due, nil) }
            switch (death.manner, place) {
            case (.before, _), (.late, _): state.hasDied = true
            // What the call sends still gets through; whoever makes it ends the process.
            case (.after, .call): break
            case (.after, _): state.isDying = true
            }
            state.reached.insert(Self.word(death.manner, now, work))
            return (due, death.manner)
        }
        for deed in deeds {
            world.act(deed, stop, amid: try? disk.durable.lastRun())
        }
        return manner
    }

    /// A death in words for counting.
    static func word(_ manner: Death.Manner, _ moment: Moment, _ work: String) -> String {
        "death: \(manner.word) \(moment), \(work)"
    }

    /// A full disk in words for counting.
    static func word(diskFull moment: Moment, _ work: String) -> String { "disk full: \(moment), \(work)" }

    /// What a dead process's journal says.
    static let killed = TidemarkError(.processLost, "the process is dead")

    private static let diskIsFull = TidemarkError(.diskFull, "no room for the journal")

    /// The journal's seam: whether the process is there to write a state, or something else, and has the room.
    func refusal(of entered: RunState?) -> TidemarkError? {
        if let entered {
            switch arrive(.journal(state: entered.rawValue)) {
            case nil, .after: break
            case .before, .late: return Self.killed
            }
        } else if isDead {
            return Self.killed
        }
        return state.withLock { $0.isDiskFull } ? Self.diskIsFull : nil
    }
}

extension Death.Manner {
    /// One word.
    fileprivate var word: String {
        switch self {
        case .before: "before"
        case .after: "after"
        case .late: "with a request under way at"
        }
    }
}
