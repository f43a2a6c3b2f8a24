import Offsets
import Store
import Syntax

/// Where a restore goes, and whether it is to be done.
enum RestoreOptions {
    static let otherCluster = Flag(
        "other-cluster",
        help: "allow a snapshot of another cluster than the one that is written to"
    )
    static let planOut = Option<String?>(
        "plan-out",
        .nonEmptyText("FILE"),
        help: "save the plan to a new file, for `tidemark apply`; nothing is written to the cluster"
    )
    static let yes = Flag("yes", help: "carry the plan out; without this nothing is written")

    static let target = OptionGroup("Target", otherCluster, planOut, yes)

    /// Where the plan is to be saved, `nil` for nowhere; asked before anything is read, so that a mistake costs nothing.
    ///
    /// - Throws: `contradiction` (exit 64) together with `--yes`, `file-exists` (73) when the name is taken.
    static func planFile(_ arguments: ParsedArguments) throws -> String? {
        guard let file = try arguments[planOut] else { return nil }
        guard !arguments[yes] else {
            throw TidemarkError(
                "contradiction",
                "--plan-out and --yes exclude each other",
                hint: "Save the plan, look at it, then carry it out with `tidemark apply \(file) --yes`.",
                exitCode: .usage
            )
        }
        try OperatorFile.refuseExisting(file)
        return file
    }
}
