/// What a store is opened for.
public enum StoreAccess: Hashable, Sendable {
    /// Looking: takes no lock, writes nothing, works on a read-only file system and for any user who may read.
    case reading
    /// Looking, where a snapshot that is found damaged is noted in the catalog for later commands.
    ///
    /// The store's lock is taken for that moment alone, and not waited for.
    case marking
    /// Changing: what is missing of the store is created, what a killed writer left is put right, and snapshots can be saved.
    ///
    /// The store's lock is held at those moments alone. `wait` is how long others may keep it in all before this gives up,
    /// and `command` what they are told that it is taken for.
    case writing(wait: Duration, command: String = "tidemark")
}
