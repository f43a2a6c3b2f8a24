import FoundationEssentials
import Glibc
import Offsets

/// Where the store is when `--store` and `TIDEMARK_STORE` do not say.
enum StoreDirectory {
    /// The first that applies: `$STATE_DIRECTORY` (systemd), `/var/lib/tidemark` for root and for whom it belongs to,
    /// `$XDG_STATE_HOME/tidemark`, `~/.local/state/tidemark`.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - ownsSystemStore: Whether the user is root, or the owner of `/var/lib/tidemark`.
    /// - Returns: Its path.
    /// - Throws: `no-store-directory` when the environment names no home.
    static func standard(environment: [String: String], ownsSystemStore: Bool) throws(TidemarkError) -> String {
        // systemd separates several directories by colons; the first is the unit's own.
        if let state = absolute(environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)) {
            return state
        }
        if ownsSystemStore { return Defaults.systemStore }
        if let state = absolute(environment["XDG_STATE_HOME"]) { return "\(state)/\(Defaults.storeName)" }
        guard let home = absolute(environment["HOME"]) else {
            throw TidemarkError(
                .noStoreDirectory,
                "no directory for the store is known: HOME is not set",
                hint: "Name one with --store DIR or TIDEMARK_STORE."
            )
        }
        return "\(home)/\(Defaults.userState)/\(Defaults.storeName)"
    }

    /// The same for this process.
    static func standard(_ context: CommandContext) throws(TidemarkError) -> String {
        try standard(environment: context.environment, ownsSystemStore: context.isRoot || isOwn(Defaults.systemStore))
    }

    private static func isOwn(_ directory: String) -> Bool {
        var status = stat()
        return unsafe stat(directory, &status) == 0 && status.st_uid == geteuid()
    }

    /// A path that does not depend on the working directory, without a slash at its end; `nil` for any other.
    private static func absolute(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/") else { return nil }
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
