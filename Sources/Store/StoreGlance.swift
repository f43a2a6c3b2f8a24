public import Offsets
import SQLite

/// A quick look at the names in a store, for who completes a word and would rather know nothing than wait.
///
/// It takes no lock, waits for nobody, writes nothing, and puts nothing right. What cannot be read at once is left out, and
/// nothing that it tells was verified further than by the checksums of what it read.
public struct StoreGlance: Sendable {
    /// A snapshot by its name, with what the catalog says of it.
    public struct Snapshot: Hashable, Sendable {
        /// Its name.
        public let id: SnapshotID
        /// Its entry; `nil` where the catalog does not have it, or was not asked.
        public let stored: StoredSnapshot?
    }

    /// So many entries of the catalog, and runs, are read: what somebody looks for by its date is among the newest.
    private static let described = 100

    private let layout: StoreLayout
    private var catalog: Catalog { Catalog(layout: layout, patience: .zero) }

    /// A look at the store in a directory, which need not be there.
    public init(directory: String) {
        layout = StoreLayout(directory)
    }

    /// The snapshots whose name begins so, newest first; of the newest ones the entries, too.
    public func snapshots(beginningWith beginning: String) -> [Snapshot] {
        let ids = ids().filter { $0.text.utf8.starts(with: beginning.utf8) }
        let rows = (try? catalog.rows(of: Array(ids.prefix(Self.described)))) ?? []
        let entries = Dictionary(rows.map { ($0.snapshot.id, $0.snapshot) }) { first, _ in first }
        return ids.map { Snapshot(id: $0, stored: entries[$0]) }
    }

    /// What is in the trash, in the order of the names.
    public func removedSnapshots() -> [(id: SnapshotID, until: Timestamp)] {
        ((try? Directory.names(in: layout.trash)) ?? []).compactMap(TrashedSnapshot.parse).sorted { $0.id < $1.id }
    }

    /// The clusters that there are snapshots of, as the catalog has them.
    public func clusters() -> [ClusterName] {
        let kinds = (try? catalog.overview())?.kinds ?? []
        return Set(kinds.map(\.cluster)).sorted { ($0.id, $0.name ?? "") < ($1.id, $1.name ?? "") }
    }

    /// The names in the newest snapshot.
    ///
    /// - Parameter cluster: The id or name of a cluster whose snapshot it is to be; `nil` for any. One that the newest
    ///   entries of the catalog do not have counts as any.
    /// - Returns: The groups and topics, each sorted; none where there is no snapshot that can be read.
    public func newestNames(cluster: String?) -> (groups: [GroupID], topics: [String]) {
        let newest: SnapshotID?
        if let cluster {
            let all = snapshots(beginningWith: "")
            newest = (all.first { $0.stored?.cluster.isCalled(cluster) == true } ?? all.first)?.id
        } else {
            newest = ids().first
        }
        guard let newest,
            let excerpt = try? StoredSnapshotReader.excerpt(layout.file(newest), id: newest, of: .none)
        else { return ([], []) }
        return (Array(excerpt.names), excerpt.topicNames)
    }

    /// The newest runs of the journal, newest first; archives are not looked at.
    public func runs() -> [RunRecord] {
        (try? readRuns()) ?? []
    }

    private func readRuns() throws(SQLiteError) -> [RunRecord] {
        guard FileKind.of(layout.journal) == .regular else { return [] }
        let database = try Database(path: layout.journal, access: .read, busyTimeout: .zero)
        guard try database.check(JournalSchema.schema) == JournalSchema.schema.version else { return [] }
        let sql = "SELECT \(JournalFile.columns) FROM run NOT INDEXED ORDER BY number DESC LIMIT \(Self.described)"
        return try database.prepare(sql).map([]) { (row: borrowing Row) throws(SQLiteError) in try RunRecord(row) }
    }

    /// Every snapshot by its file's name, newest first.
    private func ids() -> [SnapshotID] {
        ((try? Directory.names(in: layout.snapshots)) ?? []).compactMap(StoreLayout.id(ofFileNamed:)).sorted(by: >)
    }
}
