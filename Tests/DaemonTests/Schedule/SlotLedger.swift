import Daemon
import Offsets

/// What becomes of each time at which a job is due, kept slot by slot: what the scheduler counts and cuts, this lists.
struct SlotLedger {
    /// A time at which the job was due, and whether nobody looked in time.
    struct Slot {
        let at: Timestamp
        var isLate: Bool
    }

    var job: ScheduledJob {
        didSet { upcoming = job.schedule.next(after: cursor) }
    }
    /// The last time that was taken down.
    var cursor: Timestamp {
        didSet { upcoming = job.schedule.next(after: cursor) }
    }
    /// Up to which moment there was looked when something was last due: a new schedule has nothing before that.
    var lookedUntil: Timestamp
    /// The first time after that.
    private var upcoming: Timestamp?
    /// Due, and not dealt with.
    var pending: [Slot] = []
    /// What the present run is for.
    var covered: [Slot] = []
    var isRunning = false
    /// When a failed attempt is made again at the latest, on the steady clock.
    var retryBefore: Duration?
    var pausedSince: Timestamp?
    var pausedUntil: Timestamp?
    /// What there was of each.
    var ran = 0
    var caughtUp = 0
    var skipped = 0
    var paused = 0

    init(_ job: ScheduledJob, from cursor: Timestamp) {
        self.job = job
        self.cursor = cursor
        lookedUntil = cursor
        upcoming = job.schedule.next(after: cursor)
    }

    /// Takes down what is due at a moment at which somebody looks.
    ///
    /// - Returns: how many are passed over.
    mutating func look(at wall: Timestamp) -> Int {
        let cutoff = wall.advanced(by: .zero - job.jitter)
        if pausedSince != nil {
            guard let end = pausedUntil, end <= wall else {
                if let upcoming, upcoming <= cutoff { lookedUntil = cutoff }
                while let slot = upcoming, slot <= cutoff {
                    cursor = slot
                    paused += 1
                }
                paused += pending.count
                pending = []
                retryBefore = nil
                return 0
            }
            (pausedSince, pausedUntil) = (nil, nil)
            paused += pending.count
            pending = []
            retryBefore = nil
            if end > cursor { cursor = end }
            lookedUntil = max(lookedUntil, end)
        }
        var passed = 0
        var isNew = false
        if let upcoming, upcoming <= cutoff { lookedUntil = cutoff }
        while let slot = upcoming, slot <= cutoff {
            cursor = slot
            let isLate = slot <= cutoff.advanced(by: .zero - Scheduler.punctuality)
            if isLate ? !job.catchesUp : isRunning {
                passed += 1
                continue
            }
            // A job that does not catch up forgets the one that failed when it is due again.
            if !isNew, retryBefore != nil, !job.catchesUp { pending = [] }
            isNew = true
            pending.append(Slot(at: slot, isLate: isLate))
        }
        if isNew { retryBefore = nil }
        skipped += passed
        return passed
    }

    /// Takes that everything up to a moment was dealt with elsewhere.
    mutating func forget(until moment: Timestamp) {
        if moment > cursor { cursor = moment }
        lookedUntil = max(lookedUntil, moment)
        pending.removeAll { $0.at <= moment }
        if pending.isEmpty { retryBefore = nil }
    }
}
