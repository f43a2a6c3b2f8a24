public import Offsets
import Store

/// The file with the metrics for node_exporter's textfile collector.
///
/// What the daemon calls, and when: ``write(_:)`` after each attempt of a job and at least every minute, from a queue on
/// which waiting for a disk holds up nothing. A failure is a warning, told once when it begins and once when it ends.
public struct MetricsTextfile: Sendable {
    /// Readable for node_exporter, which is another user.
    private static let mode: UInt32 = 0o644

    /// The file, whose name has to end in `.prom` for node_exporter to read it.
    public let path: String

    /// The file at an absolute path.
    public init(path: String) {
        self.path = path
    }

    /// Writes the file anew, in one step; it never has a part of the metrics.
    ///
    /// - Throws: 73, 74 or 77 when it cannot be written; the old file is still there then.
    public func write(_ state: MetricsState) throws(TidemarkError) {
        let text = MetricsFormat.classic.text(of: state.families)
        try OperatorFile.replace(path, with: Array(text.utf8), mode: Self.mode)
    }
}
