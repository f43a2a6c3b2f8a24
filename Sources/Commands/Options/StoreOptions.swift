import Offsets
import Store
import Syntax

/// Where snapshots are kept.
enum StoreOptions {
    /// The variable that names the directory.
    static let variable = "TIDEMARK_STORE"
    /// The key of the configuration file that does.
    static let configurationKey = "store.path"

    /// The directory.
    static let store = Option<String?>(
        "store",
        .nonEmptyText("DIR", .directory),
        defaultText: "$STATE_DIRECTORY, \(Defaults.systemStore) for root and its owner, else "
            + "$XDG_STATE_HOME/\(Defaults.storeName)",
        environment: variable,
        help: "the directory with snapshots, catalog and journal"
    )
    /// How long to wait for another Tidemark.
    static let wait = Option<Duration?>(
        "wait",
        .duration(upTo: Defaults.longestTimeout),
        help: "wait up to DURATION for another tidemark that is writing to the store (default: fail at once, exit 75)"
    )

    /// The options of a command that only reads the store, and talks to no cluster.
    static let reading = OptionGroup("Store", ConfigurationFile.option, store, exits: CommandExits.reading)
    /// The options of a command that looks at a cluster, and at the names of clusters in the store.
    static let names = OptionGroup("Store", store, exits: CommandExits.reading)
    /// The options of a command that writes to the store.
    static let writing = OptionGroup("Store", store, wait, exits: CommandExits.writing)
    /// The options of a command that changes what is in the store, and talks to no cluster.
    static let changing = OptionGroup("Store", ConfigurationFile.option, store, wait, exits: CommandExits.writing)
}

extension StoreOptions {
    /// Opens the store that the options name, for looking at all of it.
    static func openForReading(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        try await open(arguments, context, for: .marking)
    }

    /// Opens the store that the options name, for a command that needs one snapshot of it, or its journal.
    ///
    /// Said is what is wrong with the names in it and with its catalog; the other files are not looked at.
    static func openForChoosing(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        try await open(arguments, context, for: .choosing)
    }

    /// Opens the store that the options name, for writing; created when it is missing.
    static func openForWriting(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        let patience = try arguments[wait] ?? .zero
        return try await open(arguments, context, for: .writing(wait: patience, command: command(arguments)))
    }

    /// Opens a store that is there already, for writing: who removes or marks snapshots makes no store.
    static func openForChanging(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore {
        try SnapshotStore.requireStore(in: try directory(arguments, context))
        return try await openForWriting(arguments, context)
    }

    /// Reads every file of a store that is there already, and writes its catalog anew.
    static func reindex(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> (
        store: SnapshotStore, outcome: ReindexOutcome
    ) {
        let (store, outcome) = try await SnapshotStore.reindex(
            try directory(arguments, context),
            wait: try arguments[wait] ?? .zero,
            command: command(arguments)
        )
        await tell(of: store, context)
        return (store, outcome)
    }

    /// The journal of a store, which is opened when it is first read or locked.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - patience: How long a statement waits while another process uses the file.
    ///   - arguments: Where the store is, how long to wait for a lock, and why.
    /// - Returns: The journal.
    /// - Throws: `TidemarkError` when SQLite has no memory.
    static func journal(
        of store: SnapshotStore,
        patience: Duration = Journal.patience,
        _ arguments: ParsedArguments
    ) throws -> Journal {
        let wait = try arguments[wait] ?? .zero
        return try Journal(
            of: store,
            wait: wait,
            patience: patience,
            command: command(arguments),
            reason: try arguments[ReasonOption.reason]
        )
    }

    private static func open(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        for access: StoreAccess
    ) async throws -> SnapshotStore {
        let store = try await SnapshotStore.open(try directory(arguments, context), for: access)
        await tell(of: store, context)
        return store
    }

    /// Says what was put right when a store was opened, and what is wrong with it.
    private static func tell(of store: SnapshotStore, _ context: CommandContext) async {
        for notice in await store.notices { context.note(notice) }
        for damaged in await store.damagedFiles { context.warn(damaged.reason, about: [.file: damaged.file]) }
        for error in await store.unreadableMarks { context.warn(error.message) }
        for gone in await store.missing {
            context.warn(
                "the file of snapshot \(gone.id) is gone: \(gone.file)",
                about: [.snapshot: gone.id.text, .file: gone.file]
            )
        }
    }

    /// What whoever finds a lock taken is told that it is taken for; the options may hold secrets.
    private static func command(_ arguments: ParsedArguments) -> String {
        arguments.commandPath.joined(separator: " ")
    }

    /// The directory that the options, the configuration or the system name.
    ///
    /// - Throws: `no-store-directory` (exit 78) when nothing says where it is.
    static func directory(_ arguments: ParsedArguments, _ context: CommandContext) throws -> String {
        if let directory = try arguments[store] { return directory }
        return try StoreDirectory.standard(context)
    }
}
