import FoundationEssentials
import Offsets

/// Where the store is when `--store` and `TIDEMARK_STORE` do not say.
enum StoreDirectory {
    /// The first that applies: `$STATE_DIRECTORY` (systemd), `/var/lib/tidemark` for root, `$XDG_STATE_HOME/tidemark`,
    /// `~/.local/state/tidemark`.
    ///
    /// - Throws: `no-store-directory` when the environment names no home.
    static func standard(environment: [String: String], isRoot: Bool) throws(TidemarkError) -> String {
        // systemd separates several directories by colons; the first is the unit's own.
        if let state = absolute(environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)) {
            return state
        }
        if isRoot { return Defaults.systemStore }
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

    /// A path that does not depend on the working directory, without a slash at its end; `nil` for any other.
    private static func absolute(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/") else { return nil }
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
