import Offsets
import Store
import Syntax

/// Where a restore goes, and whether it is to be done.
enum PlanOptions {
    static let otherCluster = Flag(
        "other-cluster",
        help: "allow a snapshot of another cluster than the one that is written to"
    )
    static let planOut = Option<String?>(
        "plan-out",
        .nonEmptyText("FILE", .file),
        help: "save the plan to a new file, for `tidemark apply`; nothing is written to the cluster"
    )
    static let yes = Flag("yes", help: "carry the plan out without asking")
    static let dryRun = Flag("dry-run", help: "only show the plan: ask nothing and write nothing")

    /// Where a restore goes, and whether it is to be done.
    static let target = OptionGroup("Target", otherCluster, planOut, yes, dryRun, exits: [CommandExits.planFile])
    /// Whether a plan is to be carried out, saved, or shown.
    static let consent = OptionGroup("Target", planOut, yes, dryRun, exits: [CommandExits.planFile])

    /// Where the plan is to be saved, `nil` for nowhere; asked before anything is read, so that a mistake costs nothing.
    ///
    /// - Throws: `file-exists` (exit 73) when the name is taken.
    static func planFile(_ arguments: ParsedArguments) throws -> String? {
        guard let file = try arguments[planOut] else { return nil }
        try OperatorFile.refuseExisting(file)
        return file
    }
}
