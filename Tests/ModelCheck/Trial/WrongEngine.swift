/// An engine that is wrong on purpose: a check that does not find it checks nothing.
enum WrongEngine: String, Sendable, CaseIterable {
    /// The pre-image, and what follows it, reaches the disk only after the commit.
    case commitsBeforePreImage = "commits-before-pre-image"
    /// Offsets are sent without the made-up member that a live group refuses.
    case skipsFence = "skips-fence"
    /// A commit without an answer is entered as failed.
    case takesTimeoutForFailure = "takes-timeout-for-failure"
}
