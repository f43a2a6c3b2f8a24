import KafkaProtocol
import KafkaSimulator
import Offsets
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
    private let befalling: Fault
    let outcome: ExpectedOutcome
    /// From which version on librdkafka ends its process instead, as far as is known; `nil` for none.
    var crashingLibrary: String?
    var situation = Situation.none
    /// What is given as `--timeout`, in seconds.
    var timeout = usualTimeout
    /// How much longer than that it may take, in seconds: deciding and reading back have limits of their own.
    var overrun = usualOverrun
    /// Who reads the cluster.
    var client = ClientChoice.direct
    /// What comes of it with our own client, where that is something else than with librdkafka, and why.
    var own: (outcome: ExpectedOutcome, reason: String)?
    /// From which request on the fault befalls our own client, which makes others, or as many, where that is another one.
    private var ownFirst: Int?

    /// A row that both clients have in common.
    init(
        command: TriedCommand,
        fault: Fault,
        outcome: ExpectedOutcome,
        situation: Situation = .none,
        timeout: Int = usualTimeout,
        overrun: Int = usualOverrun
    ) {
        self.command = command
        befalling = fault
        self.outcome = outcome
        self.situation = situation
        self.timeout = timeout
        self.overrun = overrun
    }

    /// What is wrong with the cluster.
    var fault: Fault {
        var fault = befalling
        if client == .direct, let ownFirst { fault.calls = ownFirst...fault.calls.upperBound }
        return fault
    }

    /// The same row, whose fault begins with another request of our own client.
    func direct(from first: Int) -> FaultRow {
        var row = self
        row.ownFirst = first
        return row
    }

    /// The same row, of which something else comes with our own client.
    func direct(_ outcome: ExpectedOutcome, because reason: String) -> FaultRow {
        var row = self
        row.own = (outcome, reason)
        return row
    }

    /// The same row with a client.
    func read(by client: ClientChoice) -> FaultRow {
        var row = self
        row.client = client
        return row
    }

    /// The same row, for a fault by which librdkafka ends its process from a version on.
    func crashing(from library: String) -> FaultRow {
        var row = self
        row.crashingLibrary = library
        return row
    }

    /// What has to come of it, with a version of librdkafka where that is what reads.
    func outcome(with library: String) -> ExpectedOutcome {
        if client == .direct { return own?.outcome ?? outcome }
        guard let crashingLibrary else { return outcome }
        return Self.numbers(library).lexicographicallyPrecedes(Self.numbers(crashingLibrary)) ? outcome : .crashed
    }

    private static func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    }

    /// The command and the fault, in one line.
    var testDescription: String {
        let before = situation == .none ? "" : "\(situation.rawValue), "
        return "\(command.rawValue), \(client): \(before)\(fault)"
    }

    /// With which clients it is tried: both where the fault befalls what both ask.
    var readers: [ClientChoice] {
        // These are asked for by our own client alone, or by nobody.
        let isOwn = fault.api == .describeCluster || fault.api == .describeTransactions
        return command.talks && !isOwn ? [.direct, .librdkafka] : [.direct]
    }
}
