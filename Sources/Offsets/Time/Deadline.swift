/// The moment by which something has to be over; every wait in Tidemark has one.
public struct Deadline: Hashable, Comparable, Sendable {
    /// The moment on the clock that goes on while the machine sleeps.
    public let instant: ContinuousClock.Instant

    /// A deadline so far from now.
    public static func after(_ duration: Duration) -> Deadline {
        Deadline(instant: .now.advanced(by: duration))
    }

    /// A deadline at a moment.
    public init(instant: ContinuousClock.Instant) {
        self.instant = instant
    }

    /// The time left, never negative.
    public var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }

    /// Whether it has passed.
    public var hasPassed: Bool { instant <= .now }

    /// Orders by time.
    public static func < (left: Deadline, right: Deadline) -> Bool { left.instant < right.instant }
}
