public import Offsets

extension SnapshotStore {
    /// How many bytes an ordinary user may still write to the store; `nil` where its file system does not say.
    public nonisolated func freeBytes() throws(TidemarkError) -> UInt64? {
        try Self.freeBytes(in: directory)
    }

    /// How many bytes an ordinary user may still write to the store in a directory; `nil` where its file system does not say.
    public static func freeBytes(in directory: String) throws(TidemarkError) -> UInt64? {
        try Directory.freeBytes(StoreLayout(directory).snapshots)
    }
}
