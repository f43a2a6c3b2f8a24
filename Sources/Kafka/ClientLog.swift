internal import Synchronization

/// The last lines librdkafka logged, kept to say why a broker cannot be reached; nothing goes to stderr by itself.
final class ClientLog: Sendable {
    /// More than enough to hold the failure of each bootstrap server.
    private static let capacity = 32

    private let lines = Mutex<[(text: String, reportsFailure: Bool)]>([])

    /// Adds a line and forgets the oldest beyond the capacity.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - reportsFailure: Whether it says why a connection failed; others count the brokers that are down, for instance.
    func append(_ line: String, reportsFailure: Bool) {
        lines.withLock { lines in
            if lines.count == Self.capacity { lines.removeFirst() }
            lines.append((line, reportsFailure))
        }
    }

    /// The newest line that reports a failed connection, or else the newest of all, without librdkafka's prefix of thread
    /// and time; `nil` when there is none.
    var lastFailure: String? {
        guard let line = lines.withLock({ lines in (lines.last(where: \.reportsFailure) ?? lines.last)?.text }) else {
            return nil
        }
        guard let end = line.firstRange(of: "]: ") else { return line }
        return String(line[end.upperBound...])
    }
}
