import Digest
import Offsets
import SQLite

/// A snapshot as the catalog has it, with the file that it was read from.
struct CatalogRow: Hashable, Sendable {
    /// The columns of a row in their order, its checksum left out.
    static let columns = """
        id, bytes, written_at, cluster_id, cluster_name, job, started_at, finished_at, group_count, offset_count, digest,
        offsets_digest, state, note, previous_digest, selection, imported_from
        """
    /// How many they are: the number of the column behind them, which is the checksum.
    private static let columnCount: Int32 = 17

    let snapshot: StoredSnapshot
    let stamp: FileStamp

    /// The values of a row, its checksum the last.
    ///
    /// - Throws: ``DigestError`` when the checksum cannot be computed.
    func values() throws(DigestError) -> [Value] {
        let values: [Value] = [
            .text(snapshot.id.text), .integer(Int64(stamp.bytes)), .integer(stamp.writtenAt),
            .text(snapshot.cluster.id), .text(snapshot.cluster.name), .text(snapshot.job),
            .integer(snapshot.startedAt.nanoseconds), .integer(snapshot.finishedAt.nanoseconds),
            .integer(Int64(snapshot.groups)), .integer(Int64(snapshot.offsets)), .blob(snapshot.digest.bytes),
            .blob(snapshot.offsetsDigest.bytes), .text(snapshot.state.rawValue), .text(snapshot.capturedNote),
            snapshot.previousDigest.map { .blob($0.bytes) } ?? .null, .text(SelectionText.text(of: snapshot.selection)),
            .text(snapshot.importedFrom),
        ]
        var bytes: [UInt8] = []
        for value in values { value.append(to: &bytes) }
        let tags = snapshot.capturedTags.enumerated().map { (number: Int64($0.offset), text: $0.element) }
        return values + [.blob(try Self.checksum(bytes, tags).bytes)]
    }

    /// Reads a row of ``columns`` and a checksum.
    ///
    /// - Parameters:
    ///   - row: the row.
    ///   - tags: its tags with their numbers, in order.
    ///   - layout: the store.
    /// - Returns: The row, `nil` for one that is not as it was written.
    /// - Throws: SQLite's error when a value is of another type than its column.
    static func read(
        _ row: borrowing Row,
        tags: [(number: Int64, text: String)],
        layout: StoreLayout
    ) throws(SQLiteError) -> CatalogRow? {
        var bytes: [UInt8] = []
        row.append(0..<columnCount, to: &bytes)
        let checksum: ContentDigest
        do throws(DigestError) {
            checksum = try Self.checksum(bytes, tags)
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
        guard let stored = try? row.digest(columnCount), stored == checksum else { return nil }
        let id = SnapshotID(text: try row.text(0))
        let snapshot = StoredSnapshot(
            id: id,
            file: layout.file(id),
            cluster: ClusterName(id: try row.text(3), name: try row.optionalText(4)),
            job: try row.optionalText(5),
            startedAt: Timestamp(nanoseconds: try row.integer(6)),
            finishedAt: Timestamp(nanoseconds: try row.integer(7)),
            groups: try row.number(8),
            offsets: try row.number(9),
            bytes: try row.number(1),
            digest: try row.digest(10),
            offsetsDigest: try row.digest(11),
            state: try row.decoded(12),
            tags: tags.map(\.text),
            note: try row.optionalText(13),
            selection: try row.selection(15),
            previousDigest: row.isNull(14) ? nil : try row.digest(14),
            importedFrom: try row.optionalText(16)
        )
        // The id says when the capture began and how its digest begins.
        guard SnapshotID(startedAt: snapshot.startedAt, digest: snapshot.digest) == id else { return nil }
        return CatalogRow(
            snapshot: snapshot,
            stamp: FileStamp(bytes: snapshot.bytes, writtenAt: try row.integer(2))
        )
    }

    private static func checksum(
        _ row: [UInt8],
        _ tags: [(number: Int64, text: String)]
    ) throws(DigestError) -> ContentDigest {
        var bytes = row
        for tag in tags {
            Value.integer(tag.number).append(to: &bytes)
            Value.text(tag.text).append(to: &bytes)
        }
        return try SHA256Hasher.digest(of: bytes)
    }
}
