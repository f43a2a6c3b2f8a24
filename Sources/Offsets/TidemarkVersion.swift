/// The version of Tidemark, and its day.
public enum TidemarkVersion {
    /// The version of this source tree, semantic: written into snapshots and shown by `--version`.
    public static let current = "0.1.0"
    /// The day of that version, as `2026-11-27`, in UTC: what is made of the source bears this date, whenever it is made.
    public static let date = "2026-11-27"
}
