import Offsets
import Store
import Syntax

extension StoreOptions {
    /// Opens the store that the options name, for reading.
    static func openForReading(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        let store = try await SnapshotStore.open(try directory(arguments, context), for: .reading)
        await warn(of: store, context)
        return store
    }

    /// Opens the store that the options name, for writing; the store's lock is held while the value lives.
    static func openForWriting(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        let patience = try arguments[wait] ?? .zero
        let store = try await SnapshotStore.open(try directory(arguments, context), for: .writing(wait: patience))
        for notice in await store.notices { context.note(notice) }
        await warn(of: store, context)
        return store
    }

    /// Names the files that are damaged, and the newest ones that are gone.
    private static func warn(of store: SnapshotStore, _ context: CommandContext) async {
        for damaged in await store.damagedFiles { context.warn(damaged.reason) }
        for gone in await store.missing { context.warn("the file of snapshot \(gone.id) is gone: \(gone.file)") }
    }

    /// Opens a store that is there already for writing: a mistyped `--store` is an error and makes no empty store.
    static func openExistingForWriting(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> SnapshotStore {
        _ = try await SnapshotStore.open(try directory(arguments, context), for: .reading)
        return try await openForWriting(arguments, context)
    }

    private static func directory(_ arguments: ParsedArguments, _ context: CommandContext) throws -> String {
        if let directory = try arguments[store] { return directory }
        return try StoreDirectory.standard(environment: context.environment, isRoot: context.isRoot)
    }
}
