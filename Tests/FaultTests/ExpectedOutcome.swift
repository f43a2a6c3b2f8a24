import Offsets

/// What has to come of a command under a fault.
struct ExpectedOutcome: Sendable, CustomStringConvertible {
    /// What is left when the command has ended.
    enum Left: String, Sendable {
        case completeSnapshot = "a complete snapshot"
        case partialSnapshot = "a partial snapshot"
        case noSnapshot = "no snapshot"
        case suspiciousSnapshot = "a suspicious snapshot, which is not the latest"
        case shown = "everything shown"
        case partlyShown = "what could be read shown"
        case notShown = "nothing shown"
        case allNew = "all new, the run done"
        case allNewUnread = "all new, the run committed but not verified"
        case allNewButRemoval = "all new, what is to go still there, the run not over"
        case allNewRaced = "all new, what is to go still there, the run raced"
        case allOld = "all old, the run aborted"
        case allOldNoRun = "all old, no run begun"
        case allNewUnknown = "all new, the run undecided"
        case allOldUnknown = "all old, the run undecided"
    }

    /// The exit code.
    let exitCode: ExitCode
    /// The code of the error in the JSON document, `nil` for none.
    let code: String?
    /// What the messages have to name.
    let names: [String]
    /// What is left.
    let left: Left

    /// The outcome in one line.
    var description: String {
        var parts = ["exit \(exitCode.rawValue)"]
        if let code { parts.append(code) }
        if !names.isEmpty { parts.append("names " + names.joined(separator: ", ")) }
        return "\(parts.joined(separator: ", ")): \(left.rawValue)"
    }

    /// Everything as without the fault.
    static func unharmed(_ command: TriedCommand) -> ExpectedOutcome {
        let left: Left =
            switch command {
            case .snapshot: .completeSnapshot
            case .restore, .exact, .undo, .rename, .copy, .reset, .delete, .recover: .allNew
            case .plan, .groups, .describe, .ages, .stats, .list, .show: .shown
            }
        return ExpectedOutcome(exitCode: .done, code: nil, names: [], left: left)
    }

    /// Done in part, with what is missing named.
    static func partly(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .partial, code: nil, names: names, left: left)
    }

    /// No answer, or none that could be used, within the time.
    static func unreachable(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .unreachable, code: "unreachable", names: names, left: left)
    }

    /// The broker that keeps our transactions does not answer.
    static func withoutCoordinator(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .unreachable, code: "no-transaction-coordinator", names: names, left: left)
    }

    /// Not permitted.
    static func denied(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .denied, code: "denied", names: names, left: left)
    }

    /// The transaction was ended from outside.
    static func fenced(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .busy, code: "fenced", names: names, left: left)
    }

    /// Something that Kafka names and Tidemark has no word of its own for.
    static func failed(_ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .failure, code: "kafka-error", names: names, left: left)
    }

    /// The process that talks to Kafka is lost, and the one that started it says so.
    static let crashed = ExpectedOutcome(
        exitCode: .internalFault,
        code: "kafka-process-crashed",
        names: ["inside the Kafka client library", "the cluster was not changed"],
        left: .notShown
    )

    /// A finding that stops the command.
    static func refused(_ code: String, _ left: Left, _ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .refused, code: code, names: names, left: left)
    }

    /// Committed, but not read back.
    static func unverified(_ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .partial, code: "not-verified", names: names, left: .allNewUnread)
    }

    /// Committed, but what is to be removed could not be.
    static func unremoved(_ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .partial, code: "not-deleted", names: names, left: .allNewButRemoval)
    }

    /// Committed, but what is to be removed is in use.
    static func inUse(_ names: String...) -> ExpectedOutcome {
        ExpectedOutcome(exitCode: .partial, code: "raced", names: names, left: .allNewRaced)
    }
}
