import Offsets
import Syntax

/// What a supervisor has to know of one invocation of a command that talks to Kafka.
struct SupervisedWork: Hashable, Sendable {
    /// What the command does, to follow "while", such as `taking a snapshot`.
    let activity: String
    /// The command's own deadline.
    let timeout: Duration
    /// Whether it may change the cluster.
    let writes: Bool
    /// How long it may be silent, for one that goes on until it is interrupted; `nil` for one that ends at its deadline.
    var silence: Duration?
    /// Whether it changes the cluster only when a person agrees, whose thinking is not counted as its time.
    var asks = false
    /// The command line, without the program's name, that decides what the command leaves behind when it is killed;
    /// `nil` when it leaves nothing.
    var recovery: [String]?
}

extension SupervisedWork {
    /// The options that say what to recover, and how.
    private static let recoveryOptions = [
        ClusterOptions.restoring, StoreOptions.writing, OptionGroup("Output", OutputOptions.noProgress),
    ]

    /// The work of a command that carries out a plan.
    ///
    /// - Parameters:
    ///   - activity: what it does, such as `restoring offsets`.
    ///   - arguments: its arguments.
    /// - Returns: the work.
    /// - Throws: exit 64 when the options contradict each other.
    static func planned(_ activity: String, _ arguments: ParsedArguments) throws -> SupervisedWork {
        let consent = try Consent(arguments)
        let asks = consent == .asked
        let patience = try arguments[StoreOptions.wait]
        var recovery = ["recover"] + arguments.words(of: recoveryOptions)
        if patience == nil { recovery.append("--wait=\(DurationText.text(Defaults.recoveryPatience))") }
        return SupervisedWork(
            activity: activity,
            timeout: try arguments[ClusterOptions.restoringTimeout] + (patience ?? .zero)
                + (try arguments[RunOptions.soak] ?? .zero) + (try arguments[RunOptions.waitEmpty] ?? .zero),
            writes: consent == .given || asks,
            asks: asks,
            recovery: recovery
        )
    }
}
