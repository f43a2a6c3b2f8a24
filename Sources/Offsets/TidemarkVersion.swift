/// The version of Tidemark.
public enum TidemarkVersion {
    /// The version of this source tree, semantic: written into snapshots and shown by `--version`.
    public static let current = "0.1.0"
}
