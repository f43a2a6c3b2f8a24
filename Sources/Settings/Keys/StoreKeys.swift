/// `[store]`.
enum StoreKeys {
    static let path = Key<String?>(
        "path",
        .absolutePath,
        absent: "$STATE_DIRECTORY, /var/lib/tidemark for root and its owner, else $XDG_STATE_HOME/tidemark",
        example: "\"/var/lib/tidemark\"",
        "The directory with snapshots, catalog and journal. TIDEMARK_STORE and --store win over it."
    )

    static let journalRuns = Key<Int>(
        "journal-runs",
        .number(1...SettingsDefaults.mostJournalRuns),
        default: SettingsDefaults.journalRuns,
        example: "1000",
        "So many runs stay in the journal; older ones that are over move into archives beside it."
    )
    static let journalAge = Key<Duration>(
        "journal-age",
        .duration(SettingsDefaults.shortestJournalAge...SettingsDefaults.longestKept),
        default: SettingsDefaults.journalAge,
        example: "\"90d\"",
        "What is older than this moves into archives as well: runs that are over, and records of the audit log."
    )
    static let requireReason = Key<Bool>(
        "require-reason",
        .truth,
        default: SettingsDefaults.requiresReason,
        example: "true",
        "Whether who changes something by hand, on a cluster or in the store, has to say why with --reason."
    )

    static let table = SettingTable(
        "store",
        meaning: "Where snapshots and the journal are kept.",
        keys: [
            path.description, journalRuns.description, journalAge.description, requireReason.description,
        ]
    )
}
