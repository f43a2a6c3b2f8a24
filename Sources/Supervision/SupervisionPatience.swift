public import Offsets

/// How long a child may work before it is asked to end.
public enum SupervisionPatience: Hashable, Sendable {
    /// Until a moment, whatever it does.
    case until(Deadline)
    /// As long as it says at least so often that it is alive (``SupervisedChild/noteHeartbeat()``), from its start on.
    case whileAlive(silence: Duration)

    /// How many times in the longest silence it is looked for signs of life, so that the end of one is noticed no later
    /// than that part of it.
    private static let looksPerSilence = 4

    /// The moment of the first step of a child that starts now and says nothing.
    var firstLimit: Deadline {
        switch self {
        case .until(let deadline): deadline
        case .whileAlive(let silence): .after(silence)
        }
    }

    /// How long a supervisor may wait before it looks for signs of life; `nil` where none are expected.
    var interval: Duration? {
        switch self {
        case .until: nil
        case .whileAlive(let silence): silence / Self.looksPerSilence
        }
    }
}
