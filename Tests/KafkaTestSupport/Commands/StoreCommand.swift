package import Offsets

/// What a command of the program does to a store, and a command line by which that is tried.
///
/// The table has every command there is, which a test of it sees to: a new command gets its row.
package struct StoreCommand: Hashable, Sendable, CustomStringConvertible {
    /// What a command does to a store.
    package enum Use: Hashable, Sendable {
        /// It looks, and so works on a read-only file system, for any user who may read, and while others write.
        case looks
        /// It changes what this lock is for: while another process holds that, it waits or ends with 75.
        case writes(lock: String)
        /// It writes to a database that is locked for moments only.
        case records
        /// It has no store, or is tried elsewhere; why, in words.
        case apart(String)
    }

    /// The lock of whoever changes the directory of snapshots.
    package static let storeLock = "lock"
    /// The lock of whoever writes to the journal.
    package static let journalLock = "journal.lock"
    /// What stands in a command line for the id of a snapshot in the trash.
    package static let trashedID = "TRASHED"
    /// What stands in a command line for the file of a plan.
    package static let planFile = "PLAN"
    /// What stands in a command line for a file with offsets of another cluster.
    package static let tableFile = "TABLE"

    /// The words that call it, without `tidemark`.
    package let name: String
    /// A whole command line; empty for one that is apart.
    package let words: [String]
    /// What it does.
    package let use: Use
    /// What it may end with where nothing is wrong.
    package let ends: Set<ExitCode>

    package var description: String { words.isEmpty ? name : words.joined(separator: " ") }

    private init(_ name: String, _ use: Use, _ words: [String]? = nil, ends: Set<ExitCode> = [.done]) {
        self.name = name
        self.use = use
        self.words = words ?? name.split(separator: " ").map(String.init)
        self.ends = ends
    }

    /// Every command.
    package static let table: [StoreCommand] = [
        StoreCommand("list", .looks),
        StoreCommand("show", .looks, ["show", "latest"]),
        StoreCommand("diff", .looks, ["diff", "latest~1", "latest"], ends: [.done, .failure]),
        StoreCommand("diff", .looks, ["diff", "latest", "live"], ends: [.done, .failure]),
        StoreCommand("history", .looks, ["history", "billing"]),
        StoreCommand("export", .looks, ["export", "latest"]),
        StoreCommand("groups", .looks),
        StoreCommand("describe", .looks, ["describe", "billing"]),
        StoreCommand("stats", .looks),
        StoreCommand("runs", .looks),
        StoreCommand("runs", .looks, ["runs", "--archived"]),
        StoreCommand("log", .looks, ["log", "--archived"]),
        StoreCommand("log", .looks, ["log", "--verify"]),
        StoreCommand("verify", .looks),
        StoreCommand("verify", .looks, ["verify", "--against", "live"], ends: [.done, .failure]),
        StoreCommand("prune", .looks, ["prune", "--keep-last", "1", "--dry-run"]),
        StoreCommand("undelete", .looks),
        StoreCommand("restore", .looks, ["restore", "latest", "--dry-run"]),
        StoreCommand("undo", .looks, ["undo", "latest", "--dry-run"]),
        StoreCommand("reset", .looks, ["reset", "billing", "--all-topics", "--to-earliest", "--dry-run"]),
        StoreCommand("delete", .looks, ["delete", "billing", "--dry-run"]),
        StoreCommand("copy", .looks, ["copy", "billing", "copied", "--dry-run"]),
        StoreCommand("rename", .looks, ["rename", "billing", "renamed", "--dry-run"]),
        StoreCommand("status", .looks, ends: [.done, .stale]),
        StoreCommand("job list", .looks),
        StoreCommand("config check", .looks),
        StoreCommand("config show", .looks),
        // Of a store on a read-only file system it says so, and of a user who may not write there.
        StoreCommand("doctor", .looks, ends: [.done, .partial, .failure]),

        StoreCommand("snapshot", .writes(lock: storeLock)),
        StoreCommand("prune", .writes(lock: storeLock), ["prune", "--keep-last", "1", "--yes"]),
        StoreCommand("hold", .writes(lock: storeLock), ["hold", "latest"]),
        StoreCommand("release", .writes(lock: storeLock), ["release", "latest"]),
        StoreCommand("tag", .writes(lock: storeLock), ["tag", "latest", "label"]),
        StoreCommand("note", .writes(lock: storeLock), ["note", "latest", "text"]),
        StoreCommand("undelete", .writes(lock: storeLock), ["undelete", trashedID]),
        StoreCommand("import", .writes(lock: storeLock), ["import", tableFile, "--cluster-id", "theirs"]),
        StoreCommand("reindex", .writes(lock: storeLock)),
        StoreCommand("verify", .writes(lock: storeLock), ["verify", "--forget-missing"]),
        StoreCommand("restore", .writes(lock: journalLock), ["restore", "latest", "--yes"]),
        StoreCommand("undo", .writes(lock: journalLock), ["undo", "latest", "--yes"]),
        StoreCommand("apply", .writes(lock: journalLock), ["apply", planFile, "--yes"]),
        StoreCommand(
            "reset",
            .writes(lock: journalLock),
            ["reset", "billing", "--all-topics", "--to-earliest", "--yes"]
        ),
        StoreCommand("delete", .writes(lock: journalLock), ["delete", "billing", "--yes"]),
        StoreCommand("copy", .writes(lock: journalLock), ["copy", "billing", "copied", "--yes"]),
        StoreCommand(
            "rename",
            .writes(lock: journalLock),
            ["rename", "billing", "renamed", "--keep-source", "--yes"]
        ),
        StoreCommand("recover", .writes(lock: journalLock)),

        StoreCommand("job pause", .records, ["job", "pause", "often"]),
        StoreCommand("job resume", .records, ["job", "resume", "often"]),

        StoreCommand("job run", .apart("runs snapshot, prune and verify, and waits for the lock of the job"), []),
        StoreCommand("daemon", .apart("runs jobs; DaemonFaultTests has it on a read-only store"), []),
        StoreCommand("schedule check", .apart("has no store"), []),
        StoreCommand("demo", .apart("makes its own store"), []),
    ]
}
