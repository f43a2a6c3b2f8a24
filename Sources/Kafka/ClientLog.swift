internal import Synchronization

/// The last lines librdkafka logged, kept to say why a broker cannot be reached; nothing goes to stderr by itself.
final class ClientLog: Sendable {
    /// More than enough to hold the failure of each bootstrap server.
    private static let capacity = 32

    private let lines = Mutex<[String]>([])

    /// Adds a line and forgets the oldest beyond the capacity.
    func append(_ line: String) {
        lines.withLock { lines in
            if lines.count == Self.capacity { lines.removeFirst() }
            lines.append(line)
        }
    }

    /// The newest line that reports a failure, without librdkafka's prefix of thread and time; `nil` when there is none.
    var lastFailure: String? {
        guard let line = lines.withLock({ $0.last }) else { return nil }
        guard let end = line.firstRange(of: "]: ") else { return line }
        return String(line[end.upperBound...])
    }
}
