public import Offsets
public import Settings

/// A job as far as its schedule goes, on one host.
public struct ScheduledJob: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// When it is due.
    public let schedule: CalendarSchedule
    /// By how much each run is put off on this host.
    public let jitter: Duration
    /// Whether one run makes up for those that were missed.
    public let catchesUp: Bool

    /// A job.
    public init(name: String, schedule: CalendarSchedule, jitter: Duration = .zero, catchesUp: Bool = true) {
        self.name = name
        self.schedule = schedule
        self.jitter = jitter
        self.catchesUp = catchesUp
    }

    /// A job of the configuration.
    ///
    /// - Parameters:
    ///   - settings: The job.
    ///   - host: What tells this host from others; the same one always gets the same jitter.
    public init(_ settings: JobSettings, host: String) {
        self.init(
            name: settings.name.value,
            schedule: settings.schedule.value,
            jitter: Jitter.of(job: settings.name.value, host: host, upTo: settings.jitter.value),
            catchesUp: settings.catchesUp.value
        )
    }

    /// When the run of the first time after another one takes place, the jitter included; `nil` when there is none.
    public func run(after moment: Timestamp) -> Timestamp? {
        schedule.next(after: moment.advanced(by: .zero - jitter))?.advanced(by: jitter)
    }
}

/// By how much a host puts off a job, so that not every host begins at once.
enum Jitter {
    /// A duration from zero up to the longest one, in whole milliseconds; always the same for the same job and host.
    static func of(job: String, host: String, upTo longest: Duration) -> Duration {
        let milliseconds = UInt64(max(0, longest / .milliseconds(1)))
        guard milliseconds > 0 else { return .zero }
        // FNV-1a, which is the same in every version of the program; the last rounds spread it over all bits.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(host.utf8) + [0] + Array(job.utf8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        return .milliseconds(Int64((hash ^ (hash >> 33)) % (milliseconds + 1)))
    }
}
