import Offsets
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
    /// In how many days it is full if it grows as it has; `nil` where that cannot be said.
    public var daysUntilFull: Double?

    /// The health of a store that does not exist yet.
    public static let none = StoreHealth(snapshots: [], damaged: 0, freeBytes: nil)

    /// The health of a store with these snapshots.
    public init(snapshots: [StoredSnapshot], damaged: Int, freeBytes: UInt64?) {
        self.snapshots = snapshots.count
        bytes = snapshots.reduce(0) { $0 + $1.bytes }
        self.damaged = damaged
        self.freeBytes = freeBytes
        daysUntilFull = Self.days(snapshots, freeBytes)
    }

    /// From the size of all but the oldest, over the time in which they came.
    private static func days(_ snapshots: [StoredSnapshot], _ freeBytes: UInt64?) -> Double? {
        guard let freeBytes, let oldest = snapshots.min(by: { $0.startedAt < $1.startedAt }),
            let newest = snapshots.max(by: { $0.startedAt < $1.startedAt })
        else { return nil }
        let span = Double(newest.startedAt.nanoseconds) - Double(oldest.startedAt.nanoseconds)
        let growth = snapshots.reduce(0) { $0 + $1.bytes } - oldest.bytes
        guard span > 0, growth > 0 else { return nil }
        return Double(freeBytes) / Double(growth) * span / nanosecondsPerDay
    }

    private static let nanosecondsPerDay = 24.0 * 60 * 60 * 1e9
}
