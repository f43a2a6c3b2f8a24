import Offsets
import Syntax

/// Who decides whether a command that writes offsets carries its plan out.
enum Consent: Hashable, Sendable {
    /// Nobody: the plan is only shown (`--dry-run`).
    case planOnly
    /// The command line does (`--yes`).
    case given
    /// A person at a terminal is asked.
    case asked

    /// What the options say.
    ///
    /// - Throws: exit 64 when they contradict each other.
    init(_ arguments: ParsedArguments) throws(TidemarkError) {
        switch (arguments[RestoreOptions.dryRun], arguments[RestoreOptions.yes]) {
        case (true, true):
            throw TidemarkError(
                "contradiction",
                "--dry-run and --yes contradict each other",
                hint: "Leave one of them out: --dry-run only shows the plan, --yes carries it out.",
                exitCode: .usage
            )
        case (true, false): self = .planOnly
        case (false, true): self = .given
        case (false, false): self = .asked
        }
    }
}
