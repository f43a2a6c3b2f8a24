import Offsets
import Syntax

/// Where a restore goes, and whether it is to be done.
enum RestoreOptions {
    static let otherCluster = Flag(
        "other-cluster",
        help: "allow a snapshot of another cluster than the one that is written to"
    )
    static let yes = Flag("yes", help: "carry the plan out; without this nothing is written")

    static let target = OptionGroup("Target", otherCluster, yes)
}
