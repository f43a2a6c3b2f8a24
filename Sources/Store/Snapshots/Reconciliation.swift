import Offsets

/// What was found beside the rows of the catalog that fit.
struct Reconciliation {
    /// What the catalog should hold, for who writes: a row for each snapshot, and for each that is missed.
    var rows: [CatalogRow] = []
    /// Files that were read because no row fits them.
    var adopted: [CatalogRow] = []
    /// Rows whose file is gone.
    var gone: [SnapshotID] = []
    /// Rows whose file is in the trash: whoever moved it there was killed before it could say so here.
    var trashed: [SnapshotID] = []
    /// Rows that do not fit their file; the one of a file that is damaged says what it held.
    var unfit: Set<SnapshotID> = []
}
