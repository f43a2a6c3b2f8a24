/// What to do with an offset that does not point into the log, or points into another log than it was taken from.
public enum OutOfRangePolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop the whole plan.
    case fail
    /// Write the nearest offset that is in the log.
    case clamp
    /// Leave the partition as it is.
    case skip
}
