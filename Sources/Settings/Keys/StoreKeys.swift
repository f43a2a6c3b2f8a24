/// `[store]`.
enum StoreKeys {
    static let path = Key<String?>(
        "path",
        .absolutePath,
        absent: "$STATE_DIRECTORY, /var/lib/tidemark for root and its owner, else $XDG_STATE_HOME/tidemark",
        example: "\"/var/lib/tidemark\"",
        "The directory with snapshots, catalog and journal. TIDEMARK_STORE and --store win over it."
    )

    static let table = SettingTable(
        "store",
        meaning: "Where snapshots are kept.",
        keys: [path.description]
    )
}
