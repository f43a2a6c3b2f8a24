import Glibc
public import Offsets

/// Looks whether a store is whole, is its owner's alone, and has room.
public struct StoreExamination: Sendable {
    /// The part of a month in which nobody should have to hurry.
    private static let daysToAct = 30.0
    /// A snapshot is written beside what is there, and the next one may be larger.
    private static let roomFactor: UInt64 = 4
    /// Nobody but the owner may write, and others than the group may not read.
    private static let forbidden: mode_t = 0o027

    private let store: SnapshotStore

    /// An examination of a store.
    public init(_ store: SnapshotStore) {
        self.store = store
    }

    /// Everything that is looked at.
    ///
    /// - Parameter journal: The journal of the store.
    /// - Returns: The checks `store`, `journal`, `space` and `permissions`.
    public func checks(_ journal: Journal) async -> [HealthCheck] {
        let snapshots = await store.list()
        return [await content(snapshots), await Self.record(journal), space(snapshots), permissions()]
    }

    private func content(_ snapshots: [StoredSnapshot]) async -> HealthCheck {
        let name = "store"
        let damaged = await store.damagedFiles
        let missing = await store.missing
        guard damaged.isEmpty, missing.isEmpty else {
            let reasons = damaged.map(\.reason) + missing.map { "the file of snapshot \($0.id) is gone: \($0.file)" }
            return HealthCheck(
                name,
                .fail,
                reasons.joined(separator: "; "),
                remedy: "Put the files back from a copy of \(store.directory), or take a snapshot now."
            )
        }
        guard let newest = snapshots.last(where: { !$0.isImported }) else {
            return HealthCheck(
                name,
                .warn,
                "\(store.directory) has \(snapshots.isEmpty ? "no snapshot" : "imported snapshots alone, none taken") yet",
                remedy: "Take one: tidemark snapshot"
            )
        }
        let count = snapshots.count == 1 ? "1 snapshot" : "\(snapshots.count) snapshots"
        return HealthCheck(name, .ok, "\(store.directory) has \(count), the newest is \(newest.id)")
    }

    private static func record(_ journal: Journal) async -> HealthCheck {
        let name = "journal"
        do throws(TidemarkError) {
            _ = try await journal.check()
            let open = try await journal.unfinishedRuns(cluster: nil).count
            guard open == 0 else {
                return HealthCheck(
                    name,
                    .warn,
                    open == 1 ? "1 restore is not finished" : "\(open) restores are not finished",
                    remedy: "If none is running, `tidemark recover` finishes them."
                )
            }
            return HealthCheck(name, .ok, "the record of restores is intact, and none is unfinished")
        } catch {
            return HealthCheck(name, because: error)
        }
    }

    private func space(_ snapshots: [StoredSnapshot]) -> HealthCheck {
        let name = "space"
        let free: UInt64
        do throws(TidemarkError) {
            guard let known = try store.freeBytes() else {
                return HealthCheck(name, .warn, "the file system of \(store.directory) does not say how much is free")
            }
            free = known
        } catch {
            return HealthCheck(name, because: error)
        }
        let words = "\(free / 1_000_000) MB are free in \(store.directory)"
        let remedy = "Make room, or remove old snapshots."
        let largest = UInt64(snapshots.map(\.bytes).max() ?? 0)
        guard free / Self.roomFactor >= largest else {
            return HealthCheck(name, .fail, "\(words), and the largest snapshot has \(largest) bytes", remedy: remedy)
        }
        guard let days = StoreGrowth(snapshots)?.daysUntilFull(free: free) else { return HealthCheck(name, .ok, words) }
        guard days >= Self.daysToAct else {
            return HealthCheck(
                name,
                .warn,
                "\(words), enough for \(Int(days)) days as the store grows now",
                remedy: remedy
            )
        }
        return HealthCheck(name, .ok, words)
    }

    private func permissions() -> HealthCheck {
        let name = "permissions"
        let layout = store.layout
        if let unwritable = unwritable(name) { return unwritable }
        var open: [String] = []
        var foreign: [String] = []
        var owner: uid_t?
        for path in [
            layout.directory, layout.snapshots, layout.catalog, layout.journal, layout.lock, layout.journalLock,
        ] {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { continue }
            let bits = status.st_mode & Self.forbidden
            if bits != 0 { open.append("\(path) (mode \(String(status.st_mode & 0o7777, radix: 8)))") }
            if let owner, owner != status.st_uid { foreign.append("\(path) (user \(status.st_uid))") }
            owner = owner ?? status.st_uid
        }
        guard open.isEmpty else {
            return HealthCheck(
                name,
                .warn,
                "others than the store's owner can get at \(open.joined(separator: ", "))",
                remedy: "chmod -R o-rwx,g-w \(store.directory)"
            )
        }
        guard foreign.isEmpty else {
            return HealthCheck(
                name,
                .warn,
                "the store belongs to user \(owner ?? 0), but not all of it, as when root has used it: "
                    + foreign.joined(separator: ", "),
                remedy: "chown -R --reference=\(store.directory) \(store.directory)"
            )
        }
        return HealthCheck(name, .ok, "only the owner can write to the store")
    }

    /// What keeps this user from writing to the store; `nil` where nothing does.
    private func unwritable(_ name: String) -> HealthCheck? {
        for path in [store.layout.directory, store.layout.snapshots] where unsafe access(path, W_OK) != 0 {
            let number = errno
            guard number == EROFS else {
                return HealthCheck(
                    name,
                    .warn,
                    "this user cannot write to \(path): \(unsafe String(cString: strerror(number)))",
                    remedy: "Run doctor as the user that takes the snapshots."
                )
            }
            return HealthCheck(
                name,
                .fail,
                "\(path) is on a file system that is read-only now: no snapshot can be stored, and no restore started",
                remedy: "See why it is (dmesg, mount): after an error of the disk the system makes it so."
            )
        }
        return nil
    }
}

/// How fast a store grows.
public struct StoreGrowth: Hashable, Sendable {
    /// Bytes a day.
    public let bytesPerDay: Double

    private static let nanosecondsPerDay = 86_400.0 * 1e9

    /// The size of all snapshots but the oldest, over the time in which they came; `nil` where that says nothing.
    public init?(_ all: [StoredSnapshot]) {
        // What was imported came when somebody wanted it, whatever its time is.
        let snapshots = all.filter { !$0.isImported }
        guard let oldest = snapshots.min(by: { $0.startedAt < $1.startedAt }),
            let newest = snapshots.max(by: { $0.startedAt < $1.startedAt })
        else { return nil }
        let days =
            (Double(newest.startedAt.nanoseconds) - Double(oldest.startedAt.nanoseconds)) / Self.nanosecondsPerDay
        let bytes = snapshots.reduce(0) { $0 + $1.bytes } - oldest.bytes
        guard days > 0, bytes > 0 else { return nil }
        bytesPerDay = Double(bytes) / days
    }

    /// For how many days so many free bytes last.
    public func daysUntilFull(free: UInt64) -> Double { Double(free) / bytesPerDay }
}
