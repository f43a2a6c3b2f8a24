import Digest
import Offsets
import SQLite

/// How the catalog keeps what it says of all snapshots together.
extension CatalogOverview {
    /// Reads it; `nil` where it is not there, or one bit of it is not as it was written.
    ///
    /// - Throws: SQLite's error when a value is of another type than its column.
    static func read(from database: borrowing Database) throws(SQLiteError) -> CatalogOverview? {
        let kinds = try database.prepare("SELECT cluster_id, cluster_name, selection FROM kind ORDER BY number")
            .map { (row: borrowing Row) throws(SQLiteError) in
                let cluster = ClusterName(id: try row.text(0), name: try row.optionalText(1))
                return SnapshotKind(cluster: cluster, selection: try row.selection(2))
            }
        let places = try database.prepare("SELECT snapshot, time, steps FROM place")
            .map { (row: borrowing Row) throws(SQLiteError) in
                let place = Succession.Place(
                    time: Timestamp(nanoseconds: try row.integer(1)),
                    steps: try row.number(2)
                )
                return (SnapshotID(text: try row.text(0)), place)
            }
        let written = try database.prepare("SELECT names, checksum FROM overview")
            .first { (row: borrowing Row) throws(SQLiteError) in (try row.digest(0), try row.digest(1)) }
        guard let (names, checksum) = written else { return nil }
        let overview = CatalogOverview(names: names, kinds: kinds, places: Dictionary(places) { first, _ in first })
        return try overview.checksum() == checksum ? overview : nil
    }

    /// Writes it in the place of what is there.
    func write(to database: borrowing Database) throws(SQLiteError) {
        try database.execute("DELETE FROM overview; DELETE FROM kind; DELETE FROM place")
        let kind = try database.prepare(
            "INSERT INTO kind (number, cluster_id, cluster_name, selection) VALUES (?, ?, ?, ?)"
        )
        for (number, values) in kindValues.enumerated() { try kind.run([.integer(Int64(number))] + values) }
        let place = try database.prepare("INSERT INTO place (snapshot, time, steps) VALUES (?, ?, ?)")
        for values in placeValues { try place.run(values) }
        try database.prepare("INSERT INTO overview (number, names, checksum) VALUES (1, ?, ?)")
            .run([.blob(names.bytes), .blob(try checksum().bytes)])
    }

    private var kindValues: [[Value]] {
        kinds.map {
            [.text($0.cluster.id), .text($0.cluster.name), .text(SelectionText.text(of: $0.selection))]
        }
    }

    private var placeValues: [[Value]] {
        places.sorted { $0.key < $1.key }.map { id, place in
            [.text(id.text), .integer(place.time.nanoseconds), .integer(Int64(place.steps))]
        }
    }

    /// Over all of it, and over how many there are of each.
    private func checksum() throws(SQLiteError) -> ContentDigest {
        var bytes: [UInt8] = []
        let values = [[Value.blob(names.bytes), .integer(Int64(kinds.count))]] + kindValues + placeValues
        for value in values.joined() { value.append(to: &bytes) }
        do throws(DigestError) {
            return try SHA256Hasher.digest(of: bytes)
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
    }
}
