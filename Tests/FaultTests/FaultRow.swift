import KafkaSimulator
import Testing

/// One row of the table: a fault, the command it befalls, and what has to come of it.
struct FaultRow: Sendable, CustomTestStringConvertible {
    /// What is wrong with the cluster besides, before the command begins.
    enum Situation: String, Sendable {
        /// Nothing.
        case none = ""
        /// The metadata lacks `__consumer_offsets`, so that every coordinator has to be looked up.
        case hiddenOffsetsTopic = "the offsets topic hidden"
        /// No restore into the cluster has proved the fence yet.
        case unprovenFence = "the fence not proved yet"
        /// A restore was killed when its commit had been sent and carried out.
        case killedAfterCommit = "a restore killed after its commit"
        /// A restore was killed when its commit had been sent, and got lost.
        case killedBeforeCommit = "a restore killed before its commit"
    }

    /// How long a command may run by default.
    static let usualTimeout = 20
    /// How much longer than it may run a command may take to end, by default: to say why, on a loaded machine.
    static let usualOverrun = 6

    let command: TriedCommand
    let fault: Fault
    let outcome: ExpectedOutcome
    /// From which version on librdkafka ends its process instead, as far as is known; `nil` for none.
    var crashingLibrary: String?
    var situation = Situation.none
    /// What is given as `--timeout`, in seconds.
    var timeout = usualTimeout
    /// How much longer than that it may take, in seconds: deciding and reading back have limits of their own.
    var overrun = usualOverrun

    /// The same row, for a fault by which librdkafka ends its process from a version on.
    func crashing(from library: String) -> FaultRow {
        var row = self
        row.crashingLibrary = library
        return row
    }

    /// What has to come of it with a version of librdkafka.
    func outcome(with library: String) -> ExpectedOutcome {
        guard let crashingLibrary else { return outcome }
        return Self.numbers(library).lexicographicallyPrecedes(Self.numbers(crashingLibrary)) ? outcome : .crashed
    }

    private static func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    }

    /// The command and the fault, in one line.
    var testDescription: String {
        let before = situation == .none ? "" : "\(situation.rawValue), "
        return "\(command.rawValue): \(before)\(fault)"
    }
}
