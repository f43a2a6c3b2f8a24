/// A table of the configuration file, with the keys it may have.
public struct SettingTable: Hashable, Sendable {
    /// The parts of its heading; `NAME` is the operator's own.
    public let path: [String]
    /// What it is about.
    public let meaning: String
    /// Its keys, in the order of documents.
    public let keys: [SettingKey]
    /// Whether any key may stand in it, the one described being an example.
    public let isOpen: Bool

    init(_ path: String..., meaning: String, isOpen: Bool = false, keys: [SettingKey]) {
        self.path = path
        self.meaning = meaning
        self.keys = keys
        self.isOpen = isOpen
    }

    /// `cluster.NAME.properties`.
    public var heading: String { path.joined(separator: ".") }

    /// Every table there is, in the order of documents.
    public static let all = [
        StoreKeys.table, StoreKeys.keys, ClusterKeys.table, ClusterKeys.properties, ClusterKeys.secrets,
        ClusterKeys.restoreProperties,
        ClusterKeys.restoreSecrets, JobKeys.table, RetentionKeys.table, PingKeys.ofJob, HookKeys.ofJob,
        DaemonKeys.table,
        PingKeys.ofDaemon, HookKeys.ofDaemon,
    ]

    /// The parts that may follow a path, such as `retention` after `job.NAME`: names of tables.
    static func tables(below path: [String]) -> [String] {
        var names: [String] = []
        for table in all where table.path.count > path.count && Array(table.path.prefix(path.count)) == path {
            let name = table.path[path.count]
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
