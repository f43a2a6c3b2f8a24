import Offsets
import Syntax

/// Where a restore goes, and whether it is to be done.
enum RestoreOptions {
    static let otherCluster = Flag(
        "other-cluster",
        help: "allow a snapshot of another cluster than the one that is written to"
    )
    static let yes = Flag("yes", help: "carry the plan out without asking")
    static let dryRun = Flag("dry-run", help: "only show the plan: ask nothing and write nothing")

    static let target = OptionGroup("Target", otherCluster, yes, dryRun)
}
