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
        .nonEmptyText("DIR"),
        defaultText: "$STATE_DIRECTORY, \(Defaults.systemStore) for root, else $XDG_STATE_HOME/\(Defaults.storeName)",
        environment: variable,
        help: "the directory with snapshots, catalog and journal"
    )
    /// How long to wait for another Tidemark.
    static let wait = Option<Duration?>(
        "wait",
        .duration(upTo: Defaults.longestTimeout),
        help: "wait up to DURATION for another tidemark that is writing to the store (default: fail at once, exit 75)"
    )

    /// The options of a command that only reads the store.
    static let reading = OptionGroup("Store", store, exits: CommandExits.reading)
    /// The options of a command that writes to the store.
    static let writing = OptionGroup("Store", store, wait, exits: CommandExits.writing)
}
