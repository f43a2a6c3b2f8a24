/// By what it is seen that somebody has changed a store since, without reading it.
public struct StoreStamp: Hashable, Sendable {
    private let snapshots: FileStamp?
    private let catalog: FileStamp?
    private let journal: FileStamp?

    /// How the store in a directory is now.
    ///
    /// It differs when a snapshot has come or gone, or the catalog or the journal was written; damage done to a file in place is
    /// not seen by it.
    public init(of directory: String) {
        let layout = StoreLayout(directory)
        snapshots = Directory.stamp(layout.snapshots)
        catalog = Directory.stamp(layout.catalog)
        journal = Directory.stamp(layout.journal)
    }
}
