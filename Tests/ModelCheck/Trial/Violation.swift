/// A broken promise.
struct Violation: Codable, Hashable, Sendable {
    /// What is promised of every restore.
    enum Promise: String, Codable, Sendable, CaseIterable {
        /// All old, or all new.
        case allOrNothing
        /// What the journal says is so.
        case journalIsTrue
        /// What a process tells is what it journalled.
        case reportIsTrue
        /// Nothing is written that was not journalled.
        case journalComesFirst
        /// A group with members is not touched.
        case fence
        /// Nobody else's commit is overwritten.
        case othersKeepTheirs
        /// What is not in the plan stays.
        case nothingElseChanges
        /// A recovery in peace ends everything.
        case recoveryDecides
        /// Undecided only where it cannot be known, and by name.
        case undecidedIsHonest
        /// The check itself goes through.
        case checkable
    }

    /// Which.
    var promise: Promise
    /// How it was broken.
    var words: String
}
