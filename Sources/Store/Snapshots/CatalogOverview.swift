import Digest
public import Offsets

/// What a snapshot was taken of.
public struct SnapshotKind: Hashable, Sendable {
    /// The cluster.
    public let cluster: ClusterName
    /// What of the cluster.
    public let selection: Selection
}

/// What the catalog says of all snapshots together, so that a command that needs one of them need not read a row and look
/// at a file for each.
///
/// It holds for a directory in which there are just the names that it was made of: a name tells the beginning of the
/// digest, so that the same names are the same snapshots. What of a single one is then needed is read from its row, which
/// has a checksum of its own, and compared with its file.
struct CatalogOverview: Hashable, Sendable {
    /// A store with more has its rows read; jobs and selections by hand are far fewer.
    private static let most = 1_000
    /// As many characters of an id are the second in which it was taken.
    private static let timeLength = 16

    /// The digest of the names.
    var names: ContentDigest
    /// What snapshots were taken of, in no order that means anything; what was imported was not taken.
    var kinds: [SnapshotKind]
    /// The places of those that do not belong where their own time says, by their ids.
    var places: [SnapshotID: Succession.Place]
}

extension CatalogOverview {
    /// That of these snapshots; `nil` where there is too much to be said.
    init?(of snapshots: [StoredSnapshot]) {
        let all = Succession.places(of: snapshots)
        let places = zip(snapshots, all).filter { $1 != Succession.Place(time: $0.startedAt, steps: 0) }
        let kinds = SnapshotKind.all(of: snapshots).map { (key: SelectionText.text(of: $0.selection), $0) }
            .sorted {
                ($0.1.cluster.id, $0.1.cluster.name ?? "", $0.key ?? "")
                    < ($1.1.cluster.id, $1.1.cluster.name ?? "", $1.key ?? "")
            }
            .map(\.1)
        guard places.count <= Self.most, kinds.count <= Self.most,
            let names = Self.digest(ofNames: snapshots.map(\.id).sorted())
        else { return nil }
        self.init(
            names: names,
            kinds: kinds,
            places: Dictionary(places.map { ($0.id, $1) }) { first, _ in first }
        )
    }

    /// The digest of names in their order; `nil` where it cannot be computed.
    static func digest(ofNames ids: [SnapshotID]) -> ContentDigest? {
        var bytes: [UInt8] = []
        for id in ids {
            bytes.append(contentsOf: id.text.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        return try? SHA256Hasher.digest(of: bytes)
    }

    /// The ids in the order in which the snapshots were taken, oldest first; those of the same second are in no order.
    ///
    /// - Parameter ids: The names that this is of, sorted.
    /// - Returns: The same ids.
    func ordered(_ ids: [SnapshotID]) -> [SnapshotID] {
        guard !places.isEmpty else { return ids }
        return ids.map { (second: second(of: $0), id: $0) }
            .sorted { ($0.second, $0.id) < ($1.second, $1.id) }
            .map(\.id)
    }

    /// The second in which a snapshot belongs, as an id writes it.
    func second(of id: SnapshotID) -> String {
        Self.second(places[id].map { $0.time.compact } ?? id.text)
    }

    /// The second that an id, or a moment as an id writes it, begins with.
    static func second(_ text: String) -> String { String(text.prefix(timeLength)) }
}

extension SnapshotKind {
    private init(_ snapshot: StoredSnapshot) {
        self.init(cluster: snapshot.cluster, selection: snapshot.selection)
    }

    /// What snapshots were taken of, those left out that were imported.
    static func all(of snapshots: [StoredSnapshot]) -> Set<SnapshotKind> {
        Set(snapshots.lazy.filter { !$0.isImported }.map(SnapshotKind.init))
    }
}
