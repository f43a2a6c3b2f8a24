public import Cluster
public import Offsets

/// Which groups get the offsets of which others, and what the operator allows.
public struct CopyRequest: Sendable {
    /// What becomes of the sources.
    public enum Kind: Hashable, Sendable {
        /// They stay as they are.
        case copy
        /// They are removed once the offsets are read back under the new names; of live groups alone.
        case rename
    }

    /// Where the offsets come from.
    public enum Origin: Sendable {
        /// Groups of the cluster that is written to, as they are now.
        case live
        /// Groups of a snapshot, whose file's path is given where that is in no store; with its cluster where that is another one
        /// and its logs are to be read.
        case snapshot(Snapshot, SnapshotID, file: String?, cluster: (any Cluster)? = nil)
        /// Groups of another cluster as they are now, by its name in the configuration if it has one.
        case otherCluster(any Cluster, name: String?)
    }

    /// What becomes of the sources.
    public var kind: Kind
    /// Where the offsets come from.
    public var origin: Origin
    /// Which groups, topics and partitions; where it names no group and the mapping names all of them, those.
    public private(set) var selection: Selection
    /// Under which names.
    public var mapping: Mapping
    /// What to do in unusual cases.
    public var policy: PlanPolicy
    /// And in those that only copies have.
    public var copyPolicy: CopyPolicy
    /// How offsets of other logs become offsets of these, `nil` where it was not said: then the logs have to be the same.
    public var translation: TranslationMethod?
    /// The operator's name of the cluster that is written to, `nil` when none was given.
    public var clusterName: String?

    /// A request; by default a copy of live groups, failing on anything unusual.
    public init(
        _ kind: Kind = .copy,
        from origin: Origin = .live,
        selection: Selection = Selection(),
        mapping: Mapping,
        policy: PlanPolicy = PlanPolicy(),
        copyPolicy: CopyPolicy = CopyPolicy(),
        translation: TranslationMethod? = nil,
        clusterName: String? = nil
    ) {
        self.kind = kind
        self.origin = origin
        self.selection = selection
        // Where nothing else says which groups are meant, the mapping does.
        if selection.groups.isEmpty, mapping.namesEveryGroup {
            self.selection.groups = mapping.namedGroups.map { Pattern.text(matchingOnly: $0.name) }
        }
        self.mapping = mapping
        self.policy = policy
        self.copyPolicy = copyPolicy
        self.translation = translation
        self.clusterName = clusterName
    }
}
