/// `[store]`.
enum StoreKeys {
    static let path = Key<String?>(
        "path",
        .absolutePath,
        absent: "$STATE_DIRECTORY, /var/lib/tidemark for root and its owner, else $XDG_STATE_HOME/tidemark",
        example: "\"/var/lib/tidemark\"",
        "The directory with snapshots, catalog and journal. TIDEMARK_STORE and --store win over it."
    )

    static let signingKey = Key<String?>(
        "signing-key",
        .text,
        absent: "the only one of [store.keys]",
        example: "\"2026\"",
        "The key that new snapshots are signed with; needed where there are several."
    )
    static let requiresAuthentic = Key<Bool>(
        "require-authentic",
        .truth,
        default: SettingsDefaults.requiresAuthentic,
        example: "true",
        "Whether a restore refuses snapshots that no key of [store.keys] has signed."
    )
    static let journalRuns = Key<Int>(
        "journal-runs",
        .number(1...SettingsDefaults.mostJournalRuns),
        default: SettingsDefaults.journalRuns,
        example: "1000",
        "How many runs the journal keeps; older finished ones move into archives beside it."
    )
    static let journalAge = Key<Duration>(
        "journal-age",
        .duration(SettingsDefaults.shortestJournalAge...SettingsDefaults.longestKept),
        default: SettingsDefaults.journalAge,
        example: "\"90d\"",
        "Finished runs and audit records older than this move into archives as well."
    )
    static let requireReason = Key<Bool>(
        "require-reason",
        .truth,
        default: SettingsDefaults.requiresReason,
        example: "true",
        "Whether a change by hand, to a cluster or to the store, needs a --reason."
    )

    static let table = SettingTable(
        "store",
        meaning: "Where snapshots and the journal are kept, and who vouches for them.",
        keys: [
            path.description, journalRuns.description, journalAge.description, requireReason.description,
            signingKey.description, requiresAuthentic.description,
        ]
    )
    /// The last part of the heading of ``keys``.
    static let keysName = "keys"
    static let keys = SettingTable(
        "store",
        keysName,
        meaning:
            "Keys that sign snapshots (HMAC-SHA-256), so that a snapshot from somebody else is detected. Keep an old key here "
            + "for as long as there are snapshots that it has signed.",
        isOpen: true,
        keys: [key]
    )

    private static let key = SettingKey(
        name: "KEY",
        kind: ValueReader.credential.kind,
        meaning:
            "The name of a credential (systemd's LoadCredential=), or an absolute path of mode 0600 or stricter, with 32 bytes "
            + "at least, such as `openssl rand -hex 32` prints them. The name of the key stands in the snapshots.",
        standard: "none",
        example: "\"tidemark-key-2026\""
    )
}
