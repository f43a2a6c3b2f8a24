public import Offsets
import SQLite

extension Journal {
    /// The last proof of a cluster's fence, `nil` when there is none.
    public func fenceProof(cluster: String) throws(TidemarkError) -> FenceProof? {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            let sql = "SELECT proved_at, library, brokers FROM fence_proof WHERE cluster_id = ?"
            return try file.database.prepare(sql).first([.text(cluster)]) { (row: borrowing Row) throws(SQLiteError) in
                FenceProof(
                    clusterID: cluster,
                    provedAt: Timestamp(nanoseconds: try row.integer(0)),
                    libraryVersion: try row.text(1),
                    brokers: Set(try row.text(2).split(separator: " ").map(String.init))
                )
            }
        }
    }

    /// Remembers a proof, in the place of an older one of the same cluster.
    public func remember(_ proof: FenceProof) throws(TidemarkError) {
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.database.prepare("INSERT OR REPLACE INTO fence_proof VALUES (?, ?, ?, ?)").run([
                .text(proof.clusterID), .integer(proof.provedAt.nanoseconds), .text(proof.libraryVersion),
                .text(proof.brokers.sorted().joined(separator: " ")),
            ])
        }
    }
}
