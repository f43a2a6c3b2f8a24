/// What a store is opened for.
public enum StoreAccess: Hashable, Sendable {
    /// Looking: takes no lock, writes nothing, works on a read-only file system and for any user who may read.
    case reading
    /// Looking, where what is found is noted in the catalog for later commands: a snapshot that is damaged, and files that
    /// had to be read because the catalog was missing, damaged, of an older version, or did not have them.
    ///
    /// The store's lock is taken for that moment alone, and not waited for; who may not write goes on without a note.
    case marking
    /// As ``marking``, for who needs one snapshot, or none: no more rows of the catalog are read, and files looked at, than
    /// are needed to tell which it is.
    case choosing
    /// Changing: what is missing of the store is created, what a killed writer left is put right, and snapshots can be saved.
    ///
    /// The store's lock is held at those moments alone. `wait` is how long others may keep it in all before this gives up,
    /// and `command` what they are told that it is taken for.
    case writing(wait: Duration, command: String = "tidemark")
}
