/// Names of groups for a message: a whole cluster's groups would bury what the message says.
public enum GroupList {
    /// How many are named; the journal holds all of them.
    private static let longest = 10

    /// The names, sorted, at most ``longest`` of them, and how many there are beside.
    public static func words(_ groups: Set<GroupID>) -> String {
        let named = groups.sorted().prefix(longest).map(\.name).joined(separator: ", ")
        let others = groups.count - longest
        return others > 0 ? "\(named) and \(others) more" : named
    }
}
