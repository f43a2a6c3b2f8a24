/// What a file may hold (docs/format.md, 2.6): writers keep it, readers check it before they take memory.
enum FormatLimits {
    /// Sections of a file, most of them with rows.
    static let sections = 4_096
    /// Bytes of one section's content.
    static let sectionContent = 256 << 20
    /// Bytes of all contents.
    static let totalContent = 1 << 30
    /// Committed offsets: twenty times 10 000 groups with 82 partitions each.
    static let rows = 1 << 24
    /// Committed offsets of one group: half of the partitions that a cluster is designed for.
    static let rowsOfGroup = 1 << 20
    /// A block of rows ends behind the group with which it has so many.
    static let rowsOfBlock = 8_192
    /// Groups, and failed groups.
    static let groups = 1 << 20
    /// Topics.
    static let topics = 1 << 20
    /// Partitions with log bounds, and partitions without for a reason.
    static let partitions = 1 << 22
    /// Items of any other list.
    static let listItems = 1 << 16
    /// Bytes of one text, metadata included: what Kafka takes at most as one message, whatever its limit of metadata is.
    static let text = 1 << 20
    /// Bytes of the metadata of all rows, a repeated one counted for every row: every reader has to go through all of it,
    /// and a few bytes of a file could ask for any amount.
    static let totalMetadata = 256 << 20
}
