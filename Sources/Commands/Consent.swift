import Offsets
import Syntax

/// Who decides whether a command that writes offsets carries its plan out.
enum Consent: Hashable, Sendable {
    /// Nobody: the plan is only shown (`--dry-run`) or saved (`--plan-out`).
    case planOnly
    /// The command line does (`--yes`).
    case given
    /// A person at a terminal is asked.
    case asked
    /// A person would have to be asked, but who wants a document is a program, and programs say `--yes`.
    case missing

    /// What the options say.
    ///
    /// - Throws: exit 64 when they contradict each other.
    init(_ arguments: ParsedArguments) throws {
        let isShown = arguments[PlanOptions.dryRun] || arguments[ResetOptions.export]
        let isPlanOnly = try isShown || arguments[PlanOptions.planOut] != nil
        switch (isPlanOnly, arguments[PlanOptions.yes]) {
        case (true, true):
            throw TidemarkError(
                .contradiction,
                "--yes cannot be combined with \(isShown ? "--dry-run" : "--plan-out")",
                hint: "Use one of them: --yes applies the plan, --dry-run only shows it, --plan-out saves it."
            )
        case (true, false): self = .planOnly
        case (false, true): self = .given
        case (false, false): self = arguments[OutputOptions.json] ? .missing : .asked
        }
    }
}
