public import Offsets

/// A moment as both clocks of the machine tell it.
///
/// The clock on the wall says when a job is due, and may be set; the steady one only goes on, and says how long something
/// took.
public struct Moment: Hashable, Sendable {
    /// The time of day, which somebody may set.
    public var wall: Timestamp
    /// The time since some beginning, which only grows, also while the machine sleeps.
    public var steady: Duration

    /// A moment.
    public init(wall: Timestamp, steady: Duration) {
        self.wall = wall
        self.steady = steady
    }

    /// The moment that is so much later on both clocks.
    public func advanced(by duration: Duration) -> Moment {
        Moment(wall: wall.advanced(by: duration), steady: steady + duration)
    }
}
