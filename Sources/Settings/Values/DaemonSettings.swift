/// `[daemon]`: what is the daemon's and no job's.
public struct DaemonSettings: Sendable {
    /// Where metrics can be had; `nil` for nowhere.
    public let metrics: Setting<MetricsAddress?>
    /// The file that is written for node_exporter; `nil` for none.
    public let textfile: Setting<String?>
    /// Patterns of groups whose lag is among the metrics; none for no group.
    public let lagGroups: Setting<[String]>
    /// So many of them at most.
    public let lagGroupsLimit: Setting<Int>
    /// The jitter of jobs that say nothing.
    public let jitter: Setting<Duration>
    /// Who is told by jobs that say nothing.
    public let ping: PingSettings
    /// What is run by jobs that say nothing.
    public let hooks: HookSettings
}

/// Where the daemon listens for who wants metrics: on this machine alone.
public enum MetricsAddress: Hashable, Sendable, CustomStringConvertible {
    /// A loopback address, IPv6 without brackets, and a port.
    case loopback(host: String, port: UInt16)
    /// A socket of the file system.
    case socket(String)

    /// As the file writes it.
    public var description: String {
        switch self {
        case .loopback(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): "unix:\(path)"
        }
    }
}
