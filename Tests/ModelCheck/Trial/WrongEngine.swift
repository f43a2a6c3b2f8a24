/// An engine that is wrong on purpose: a check that does not find it checks nothing.
enum WrongEngine: String, Sendable, CaseIterable {
    /// The pre-image, and what follows it, reaches the disk only after the commit.
    case commitsBeforePreImage = "commits-before-pre-image"
    /// Offsets are sent without the made-up member that a live group refuses.
    case skipsFence = "skips-fence"
    /// A commit without an answer is entered as failed.
    case takesTimeoutForFailure = "takes-timeout-for-failure"
    /// A commit without an answer is followed by an abort, and the answer to that taken for the commit's.
    case changesDecision = "changes-decision"
    /// Our own client sends offsets in the name of nobody: `""` of generation −1, which live groups take.
    case namesNobody = "names-nobody"

    /// Whose transactions it is wrong with, `nil` for both clients'.
    var writer: DirectTransaction.Writer? {
        switch self {
        case .commitsBeforePreImage, .takesTimeoutForFailure: nil
        case .skipsFence: .librdkafka
        case .changesDecision, .namesNobody: .ownClient
        }
    }
}
