import Offsets
import Syntax

/// Where a restore goes, and whether it is to be done.
enum RestoreOptions {
    static let to = Option<String?>("to", .nonEmptyText("NAME"), help: "restore the one selected group as this group")
    static let map = Option<[String]>(
        repeated: "map",
        .nonEmptyText("OLD=NEW"),
        help: "restore group OLD as group NEW; an equals sign in a name is written \\="
    )
    static let otherCluster = Flag(
        "other-cluster",
        help: "allow a snapshot of another cluster than the one that is written to"
    )
    static let yes = Flag("yes", help: "carry the plan out; without this nothing is written")

    static let target = OptionGroup("Target", to, map, otherCluster, yes)

    /// Under which names the groups are restored.
    static func mapping(_ arguments: ParsedArguments) throws -> Mapping {
        try Mapping(to: try arguments[to], map: try arguments[map])
    }
}
