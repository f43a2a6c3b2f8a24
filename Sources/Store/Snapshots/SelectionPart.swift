import Offsets

/// A part of a selection, by the name under which the catalog keeps it.
enum SelectionPart: String, CaseIterable {
    case group
    case excludedGroup = "excluded-group"
    case topic
    case excludedTopic = "excluded-topic"
    case partition

    /// The patterns, names or numbers of this part.
    func texts(of selection: Selection) -> [String] {
        switch self {
        case .group: selection.groups
        case .excludedGroup: selection.excludedGroups
        case .topic: selection.topics
        case .excludedTopic: selection.excludedTopics
        case .partition: selection.partitions.map(String.init)
        }
    }

    /// Adds one of them.
    ///
    /// - Returns: Whether it is one; a partition is a number.
    func add(_ text: String, to selection: inout Selection) -> Bool {
        switch self {
        case .group: selection.groups.append(text)
        case .excludedGroup: selection.excludedGroups.append(text)
        case .topic: selection.topics.append(text)
        case .excludedTopic: selection.excludedTopics.append(text)
        case .partition:
            guard let partition = Int32(text) else { return false }
            selection.partitions.append(partition)
        }
        return true
    }
}
