public import Offsets

/// What a scheduler wants done.
public enum SchedulerAction: Hashable, Sendable {
    /// A job begins to run.
    case start(JobStart)
    /// A job that is seen for the first time, or whose record is lost, is to be remembered from now on.
    case know(job: String, since: Timestamp)
    /// A job was due so many times and is passed over; its record is to say until when its schedule is dealt with.
    case passOver(job: String, count: Int, reason: PassReason, handledUntil: Timestamp)
    /// A pause has come to the end that it was given.
    case endPause(job: String, at: Timestamp)
    /// Somebody has paused a job, with the end of it where it has one.
    case notePause(job: String, until: Timestamp?)
    /// Somebody has ended a pause.
    case noteResumption(job: String)
    /// The clock was set, forward by so much; backward where that is negative.
    case noteClock(by: Duration)
}

/// Why a time at which a job is due is passed over.
public enum PassReason: Hashable, Sendable {
    /// It still runs.
    case overlap
    /// It was missed, and the job does not catch up.
    case missed
    /// What its record says is so far ahead that a clock must have been wrong; nothing is lost.
    case clockSetBack
}

/// A run of a job that begins.
public struct JobStart: Hashable, Sendable {
    /// The job.
    public let job: String
    /// The first time it was due of those that it runs for.
    public let slot: Timestamp
    /// How many those are; counting ends at ``Scheduler/mostCounted``.
    public let count: Int
    /// Whether it makes up for times that were missed.
    public let isCatchUp: Bool
    /// The how many-th attempt it is, from 1.
    public let attempt: Int
}

/// How a run ended, as far as the schedule goes.
public enum JobEnding: Hashable, Sendable {
    /// It took a snapshot.
    case succeeded
    /// It failed in a way that passes, as while brokers are away: it is tried again until the next time is due.
    case failedForNow
    /// It failed in a way that stays until somebody does something: the next time it is due is the next attempt.
    case failed
    /// It was made to stop before its end, and is not dealt with.
    case interrupted
}
