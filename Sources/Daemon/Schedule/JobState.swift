import Offsets
import Store

/// What a scheduler knows of a job.
struct JobState: Hashable, Sendable {
    /// What a run is for.
    struct Owed: Hashable, Sendable {
        /// A time at which the job was due.
        struct Slot: Hashable, Sendable {
            var at: Timestamp
            /// Whether nobody looked in time.
            var isMissed: Bool
        }

        /// The times at which it was due, the first of them where there are more than are counted; one at least.
        var slots: [Slot]
        /// Up to which moment the schedule had been looked through before the first of them.
        var before: Timestamp
        /// Up to which it is now.
        var until: Timestamp

        /// The first time it was due.
        var slot: Timestamp { slots.first?.at ?? before }
        /// How many times.
        var count: Int { slots.count }
        /// Whether the run makes up for something.
        var isCatchUp: Bool { slots.count > 1 || slots.contains(where: \.isMissed) }

        /// Takes what is due since into the same run.
        mutating func add(_ later: Owed) {
            slots += later.slots.prefix(Scheduler.mostCounted - slots.count)
            until = later.until
        }
    }

    /// A wait before it is tried again.
    struct Retry: Hashable, Sendable {
        /// How many attempts have failed.
        var failures: Int
        /// When the next one is, on the steady clock.
        var at: Duration
    }

    var job: ScheduledJob
    /// Up to which moment the schedule has been looked through.
    private(set) var seenUntil: Timestamp
    /// The first time after it at which the job is due.
    private(set) var upcoming: Timestamp?
    var owed: Owed?
    var running: Owed?
    var attempts = 0
    var retry: Retry?
    var pausedSince: Timestamp?
    var pausedUntil: Timestamp?
    /// Whether it is gone from the configuration and only comes to its end.
    var isRemoved = false

    init(_ job: ScheduledJob, seenUntil: Timestamp) {
        self.job = job
        self.seenUntil = seenUntil
        upcoming = job.schedule.next(after: seenUntil)
    }

    /// What may be remembered as dealt with: nothing that runs or is still to run.
    var handledUntil: Timestamp { running?.before ?? owed?.before ?? seenUntil }

    /// When the next run is due, the jitter included.
    var nextRun: Timestamp? { upcoming?.advanced(by: job.jitter) }

    func isPaused(at moment: Timestamp) -> Bool {
        pausedSince != nil && (pausedUntil.map { moment < $0 } ?? true)
    }

    mutating func look(until moment: Timestamp) {
        seenUntil = moment
        upcoming = job.schedule.next(after: moment)
    }

    mutating func change(_ new: ScheduledJob, at moment: Timestamp) {
        let isOther = new.schedule != job.schedule || isRemoved
        job = new
        isRemoved = false
        // What the new schedule would have had before now was never due, nor was what came while there was none.
        if isOther { look(until: max(seenUntil, moment.advanced(by: .zero - new.jitter))) }
    }

    /// Forgets what is owed up to a moment, since it is dealt with elsewhere; what was due later stays owed.
    mutating func forget(until moment: Timestamp) {
        if moment > seenUntil { look(until: moment) }
        guard var rest = owed, rest.slot <= moment else { return }
        let wasCut = rest.count == Scheduler.mostCounted
        rest.slots.removeAll { $0.at <= moment }
        if rest.slots.isEmpty, wasCut {
            rest.slots = slots(after: moment, upTo: rest.until).map { Owed.Slot(at: $0, isMissed: true) }
        }
        rest.before = max(rest.before, moment)
        if rest.slots.isEmpty { drop() } else { owed = rest }
    }

    mutating func drop() {
        owed = nil
        retry = nil
    }

    /// The times at which it is due after one moment, up to another one; the first ones where they are more than are
    /// counted.
    func slots(after first: Timestamp, upTo last: Timestamp) -> [Timestamp] {
        var (slots, moment): ([Timestamp], Timestamp) = ([], first)
        while slots.count < Scheduler.mostCounted, let slot = job.schedule.next(after: moment), slot <= last {
            slots.append(slot)
            moment = slot
        }
        return slots
    }
}
