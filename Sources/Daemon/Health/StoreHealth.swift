public import Offsets
public import Store

/// What a store holds, and how long it has room.
public struct StoreHealth: Hashable, Sendable {
    /// How many snapshots.
    public var snapshots: Int
    /// Their size in bytes.
    public var bytes: Int
    /// How many files are damaged or gone.
    public var damaged: Int
    /// How many bytes may still be written there; `nil` where that is not known.
    public var freeBytes: UInt64?
    /// How many were never verified.
    public var neverVerified: Int
    /// When the one was verified that this is longest ago for; `nil` when none was.
    public var oldestVerification: Timestamp?
    /// In how many days it is full if it grows as it has; `nil` where that cannot be said.
    public var daysUntilFull: Double?

    /// The health of a store that does not exist yet.
    public static let none = StoreHealth(snapshots: [], damaged: 0, freeBytes: nil)

    /// The health of a store with these snapshots.
    public init(snapshots: [StoredSnapshot], damaged: Int, freeBytes: UInt64?) {
        self.snapshots = snapshots.count
        bytes = snapshots.reduce(0) { $0 + $1.bytes }
        self.damaged = damaged
        neverVerified = snapshots.count { $0.verifiedAt == nil }
        oldestVerification = snapshots.compactMap(\.verifiedAt).min()
        self.freeBytes = freeBytes
        daysUntilFull = freeBytes.flatMap { StoreGrowth(snapshots)?.daysUntilFull(free: $0) }
    }
}
