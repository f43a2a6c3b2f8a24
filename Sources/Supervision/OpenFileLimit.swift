import Glibc
public import Offsets

/// How many open files this process and its children may have.
public enum OpenFileLimit {
    /// What a command needs with a small cluster: for each broker and client of the library a socket and two more.
    ///
    /// With less, libraries below this program end it instead of reporting an error.
    static let least: rlim_t = 128
    /// Enough for clusters of thousands of brokers; what has no limit at all gets this one.
    static let most: rlim_t = 65_536

    /// Raises the limit as far as the system allows without asking.
    ///
    /// - Throws: `too-few-open-files` (exit 78) when a command cannot work with what it allows.
    public static func raise() throws(TidemarkError) {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, most)
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        }
        guard limit.rlim_cur < least else { return }
        throw TidemarkError(
            .tooFewOpenFiles,
            "this process may have \(limit.rlim_cur) open files, and needs at least \(least)",
            hint: "Raise the limit: `ulimit -n 1024`, or LimitNOFILE= of the systemd unit."
        )
    }
}
