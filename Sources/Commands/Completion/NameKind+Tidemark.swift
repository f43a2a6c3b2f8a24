import Syntax

/// What Tidemark knows by name, for the shells.
extension NameKind {
    /// A group of the newest snapshot.
    static let group = NameKind("group")
    /// The same, written as a pattern that matches it alone.
    static let groupPattern = NameKind("group-pattern")
    /// A topic of the newest snapshot, written as a pattern that matches it alone.
    static let topicPattern = NameKind("topic-pattern")
    /// A snapshot of the store.
    static let snapshot = NameKind("snapshot")
    /// A snapshot in the trash.
    static let removedSnapshot = NameKind("removed-snapshot")
    /// A run of the journal.
    static let run = NameKind("run")
    /// A job of the configuration file.
    static let job = NameKind("job")
    /// A cluster of the configuration file.
    static let configuredCluster = NameKind("configured-cluster")
    /// A cluster that there are snapshots of.
    static let capturedCluster = NameKind("captured-cluster")
}
