/// A command that a fault befalls.
enum TriedCommand: String, Hashable, Sendable, CaseIterable {
    case snapshot
    case plan = "restore"
    case restore = "restore --yes"
    case exact = "restore --mode exact --yes"
    case undo = "undo RUN --yes"
    case rename = "rename billing invoices --yes"
    case copy = "copy billing invoices --yes"
    case reset = "reset billing --all-topics --to-earliest --yes"
    case delete = "delete billing --yes"
    case recover
    case groups
    case describe
    case ages = "describe --time"
    case stats
    case list
    case show

    /// What stands for the id of the run to be undone.
    static let run = "RUN"

    /// The command line, without what every command that talks to the cluster gets besides.
    var arguments: [String] {
        switch self {
        case .snapshot: ["snapshot", "--json"]
        case .plan: ["restore", "latest", "--dry-run", "--json"]
        case .restore: ["restore", "latest", "--yes", "--json"]
        case .exact: ["restore", "latest", "--mode", "exact", "--yes", "--json"]
        case .undo: ["undo", Self.run, "--yes", "--json"]
        case .rename: ["rename", "billing", "invoices", "--yes", "--json"]
        case .copy: ["copy", "billing", "invoices", "--yes", "--json"]
        case .reset: ["reset", "billing", "--all-topics", "--to-earliest", "--yes", "--json"]
        case .delete: ["delete", "billing", "--yes", "--json"]
        case .recover: ["recover", "--json"]
        case .groups: ["groups", "--json"]
        case .describe: ["describe", "*", "--json"]
        case .ages: ["describe", "*", "--time", "--json"]
        case .stats: ["stats", "--json"]
        case .list: ["list", "--json"]
        case .show: ["show", "latest", "--json"]
        }
    }

    /// Whether it talks to the cluster.
    var talks: Bool { self != .list && self != .show }
}
