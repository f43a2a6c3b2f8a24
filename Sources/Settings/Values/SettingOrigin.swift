/// Where a value came from; what stands first here wins.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The command line.
    case option
    /// The environment.
    case environment
    /// The configuration file of this path.
    case file(String, FilePlace)
    /// Nothing says so: the default.
    case standard

    /// `option`, `environment`, `FILE:LINE` or `default`.
    public var description: String {
        switch self {
        case .option: "option"
        case .environment: "environment"
        case .file(let path, let place): "\(path):\(place.line)"
        case .standard: "default"
        }
    }
}
