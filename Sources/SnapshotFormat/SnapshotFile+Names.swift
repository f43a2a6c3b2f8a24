public import Offsets

extension SnapshotFile {
    /// Returns the names in a file without making a value of any row; its digest is checked, its rows are not.
    ///
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    public static func names(_ bytes: [UInt8]) throws(FormatError) -> SnapshotNames {
        var file = try ContainerReader(bytes)
        var coverage = try CoverageSection.coverage(from: try file.content(of: .coverage))
        let entries = try TopicsSection.topics(from: try file.content(of: .topics))
        let topics = try LogBoundsSection.topics(entries, from: try file.content(of: .logBounds))
        let groups = try GroupsSection.groups(from: try file.content(of: .groups))
        if let view = try file.contentWherePresent(of: .view) { try ViewSection.read(from: view, into: &coverage) }
        try file.finish()
        return SnapshotNames(
            groups: groups.map(\.group),
            topics: topics.map(\.topic),
            visibility: coverage.visibility
        )
    }
}
