import Digest
import Offsets
import SQLite

/// A hash over rows that come one after the other: each is tied to the one before it.
enum ChainedHash {
    /// SHA-256 over the hash before (32 zeros where there is none) and these bytes.
    static func hash(_ bytes: [UInt8], after previous: [UInt8]?) throws(SQLiteError) -> ContentDigest {
        do throws(DigestError) {
            return try SHA256Hasher.digest(of: (previous ?? AuditChain.start) + bytes)
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
    }
}

/// The events of a run, which are hashed so: what a recovery does depends on which there are.
enum EventChain {
    /// The columns that are hashed, in their order; the last two only where they are not NULL, because events of an older
    /// version were hashed without.
    static let columns = "run, at, state, group_number, step, detail, producer_id, producer_epoch"
    /// How many of them are always hashed.
    static let hashedCount: Int32 = 6
    /// How many they are.
    static let columnCount: Int32 = 8
}
