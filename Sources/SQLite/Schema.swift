/// What a database of ours is and how it came to its present shape.
public struct Schema: Hashable, Sendable {
    /// The number in the file's header that says whose database it is (`PRAGMA application_id`).
    public let applicationID: Int32
    /// The SQL of each step; the first makes version 1 of an empty file.
    ///
    /// Steps are added, never edited.
    public let migrations: [String]

    /// A schema by its steps.
    public init(applicationID: Int32, migrations: [String]) {
        self.applicationID = applicationID
        self.migrations = migrations
    }

    /// The version this program writes (`PRAGMA user_version`).
    public var version: Int { migrations.count }
}
