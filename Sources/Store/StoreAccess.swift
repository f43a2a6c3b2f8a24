/// What a store is opened for.
public enum StoreAccess: Hashable, Sendable {
    /// Looking: takes no lock, writes nothing, works on a read-only file system and for any user who may read.
    case reading
    /// Changing: holds the store's lock; `wait` is how long another Tidemark may keep it before this one gives up.
    case writing(wait: Duration)
}
