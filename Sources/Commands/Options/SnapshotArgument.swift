import Offsets
import Store
import Syntax

/// Which snapshot a command is about.
enum SnapshotArgument {
    /// The argument.
    static let snapshot = Argument<String>(
        .nonEmptyText("SNAPSHOT"),
        help: "an id or the beginning of one, latest, latest~2, or @2026-11-21T03:00Z (the newest at or before)"
    )

    /// The snapshot that the argument means, and its content.
    ///
    /// - Throws: exit 66 when there is none, 64 when it is not clear which, 65 when its file is damaged, or when a
    ///   damaged file may be the one that is meant.
    static func load(
        _ arguments: ParsedArguments,
        from store: SnapshotStore
    ) async throws -> (stored: StoredSnapshot, content: Snapshot) {
        let reference = try SnapshotReference(try arguments[snapshot])
        let stored = try await store.resolve(reference)
        return (stored, try await store.load(stored))
    }
}
