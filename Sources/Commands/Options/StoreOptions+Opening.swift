import Offsets
import Store
import Syntax

extension StoreOptions {
    /// Opens the store that the options name, for reading.
    static func openForReading(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        try await open(arguments, context, for: .reading)
    }

    /// Opens a store that is there already, for reading; what is found damaged is noted in its catalog.
    static func openForMarking(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        try await open(arguments, context, for: .marking)
    }

    /// Opens the store that the options name, for writing; created when it is missing.
    static func openForWriting(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        let patience = try arguments[wait] ?? .zero
        return try await open(arguments, context, for: .writing(wait: patience, command: command(arguments)))
    }

    /// The journal of a store, which is opened when it is first read or locked.
    static func journal(of store: SnapshotStore, _ arguments: ParsedArguments) throws -> Journal {
        try Journal(of: store, wait: try arguments[wait] ?? .zero, command: command(arguments))
    }

    private static func open(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        for access: StoreAccess
    ) async throws -> SnapshotStore {
        let store = try await SnapshotStore.open(try directory(arguments, context), for: access)
        for notice in await store.notices { context.note(notice) }
        for damaged in await store.damagedFiles { context.warn(damaged.reason, about: [.file: damaged.file]) }
        for gone in await store.missing {
            context.warn(
                "the file of snapshot \(gone.id) is gone: \(gone.file)",
                about: [.snapshot: gone.id.text, .file: gone.file]
            )
        }
        return store
    }

    /// What whoever finds a lock taken is told that it is taken for; the options may hold secrets.
    private static func command(_ arguments: ParsedArguments) -> String {
        arguments.commandPath.joined(separator: " ")
    }

    private static func directory(_ arguments: ParsedArguments, _ context: CommandContext) throws -> String {
        if let directory = try arguments[store] { return directory }
        return try StoreDirectory.standard(environment: context.environment, isRoot: context.isRoot)
    }
}
