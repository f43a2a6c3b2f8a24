/// Which of the groups of a snapshot are read.
public enum WantedGroups: Sendable {
    /// None: what is known of the whole is enough.
    case none
    /// These, as far as they are there.
    case named([GroupID])
    /// Those of which this is true.
    case matching(@Sendable (GroupID) -> Bool)

    /// Every group.
    public static let all = WantedGroups.matching { _ in true }

    /// The numbers of the groups that are wanted, ascending.
    public func places(in names: GroupNames) -> [Int] {
        switch self {
        case .none: []
        case .named(let groups): Set(groups.compactMap { names.index(of: $0) }).sorted()
        case .matching(let isWanted): names.indices.filter { isWanted(names[$0]) }
        }
    }
}
