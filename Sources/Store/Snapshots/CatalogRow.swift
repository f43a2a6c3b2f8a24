import Digest
import Offsets
import SQLite

/// A snapshot as the catalog has it, with the file that it was read from.
struct CatalogRow: Hashable, Sendable {
    /// A label with its number.
    typealias Tag = (number: Int64, text: String)

    /// The columns of a row in their order, its checksum left out.
    static let columns = """
        id, bytes, written_at, cluster_id, cluster_name, job, started_at, finished_at, group_count, offset_count, digest,
        offsets_digest, state, note, previous_digest, selection, imported_from
        """
    /// How many they are: the number of the column behind them, which is the checksum.
    private static let columnCount: Int32 = 17

    let snapshot: StoredSnapshot
    let stamp: FileStamp

    /// Whether another row says the same.
    func isSame(as other: CatalogRow) -> Bool {
        (try? values()) == (try? other.values())
    }

    /// Adds rows with their tags.
    static func insert(_ rows: [CatalogRow], into database: borrowing Database) throws(SQLiteError) {
        guard !rows.isEmpty else { return }
        let places = [String](repeating: "?", count: Int(columnCount) + 1).joined(separator: ", ")
        let insert = try database.prepare("INSERT INTO snapshot (\(columns), checksum) VALUES (\(places))")
        let insertTag = try database.prepare("INSERT INTO tag (snapshot, number, text) VALUES (?, ?, ?)")
        for row in rows {
            try insert.run(try row.values())
            for (number, tag) in row.snapshot.capturedTags.enumerated() {
                try insertTag.run([.text(row.snapshot.id.text), .integer(Int64(number)), .text(tag)])
            }
        }
    }

    /// The values of a row, its checksum the last.
    private func values() throws(SQLiteError) -> [Value] {
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
        return values + [.blob(try Self.checksum(&bytes, tags).bytes)]
    }

    /// Over the bytes of a row, to which those of its tags are added.
    private static func checksum(_ bytes: inout [UInt8], _ tags: [Tag]) throws(SQLiteError) -> ContentDigest {
        for tag in tags {
            Value.integer(tag.number).append(to: &bytes)
            Value.text(tag.text).append(to: &bytes)
        }
        do throws(DigestError) {
            return try SHA256Hasher.digest(of: bytes)
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
    }
}

extension CatalogRow {
    /// A row that fits no file: it makes whoever opens the store read the file, and find it damaged.
    init(unfit snapshot: StoredSnapshot) {
        self.init(snapshot: snapshot, stamp: FileStamp(bytes: snapshot.bytes, writtenAt: .min))
    }

    /// Reads rows, one after another.
    struct Reader {
        let layout: StoreLayout
        /// The selections that have been met, by the bytes of their texts: the rows of a job have the same.
        private var selections: [[UInt8]: Selection] = [:]
        /// That of the row before, with its text: most often the next one has it, too.
        private var last: (text: String, selection: Selection)?
        private var bytes: [UInt8] = []

        init(layout: StoreLayout) {
            self.layout = layout
        }

        /// Reads a row of ``CatalogRow/columns`` and a checksum.
        ///
        /// - Parameters:
        ///   - row: The row.
        ///   - tags: Its tags with their numbers, in order.
        /// - Returns: The row, `nil` for one that is not as it was written.
        /// - Throws: SQLite's error when a value is of another type than its column.
        mutating func read(_ row: borrowing Row, tags: [Tag]) throws(SQLiteError) -> CatalogRow? {
            bytes.removeAll(keepingCapacity: true)
            row.append(0..<CatalogRow.columnCount, to: &bytes)
            let checksum = try CatalogRow.checksum(&bytes, tags)
            guard let stored = try? row.digest(CatalogRow.columnCount), stored == checksum else { return nil }
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
                selection: try selection(row),
                previousDigest: row.isNull(14) ? nil : try row.digest(14),
                importedFrom: try row.optionalText(16)
            )
            // The id says when the capture began and how its digest begins.
            guard SnapshotID(startedAt: snapshot.startedAt, digest: snapshot.digest) == id else { return nil }
            let stamp = FileStamp(bytes: snapshot.bytes, writtenAt: try row.integer(2))
            return CatalogRow(snapshot: snapshot, stamp: stamp)
        }

        private mutating func selection(_ row: borrowing Row) throws(SQLiteError) -> Selection {
            guard let text = try row.optionalText(15) else { return Selection() }
            if let last, last.text.utf8.elementsEqual(text.utf8) { return last.selection }
            let bytes = Array(text.utf8)
            let selection = if let known = selections[bytes] { known } else { try row.selection(15) }
            selections[bytes] = selection
            last = (text, selection)
            return selection
        }
    }
}
