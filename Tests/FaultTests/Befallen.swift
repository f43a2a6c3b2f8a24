import KafkaProtocol
import KafkaSimulator

/// The requests of a command that faults befall; makes the rows of the table.
struct Befallen: Sendable {
    /// What a command under a lasting fault is given as `--timeout`, in seconds.
    private static let shortTimeout = 5

    let command: TriedCommand
    let api: API?
    var group: Text?
    var broker: Int32?
    var situation: FaultRow.Situation

    /// The requests of an API that a command makes, for one group or all, to one broker or any.
    init(
        _ command: TriedCommand,
        _ api: API?,
        of group: Text? = nil,
        at broker: Int32? = nil,
        _ situation: FaultRow.Situation = .none
    ) {
        self.command = command
        self.api = api
        self.group = group
        self.broker = broker
        self.situation = situation
    }

    /// A fault that befalls some calls, and that the command gets over.
    func passes(_ action: FaultAction, calls: ClosedRange<Int> = 1...1) -> FaultRow {
        row(action, calls, .unharmed(command), FaultRow.usualTimeout, FaultRow.usualOverrun)
    }

    /// A fault that befalls some calls, and that the command cannot get over.
    func ends(_ action: FaultAction, calls: ClosedRange<Int> = 1...1, _ outcome: ExpectedOutcome) -> FaultRow {
        row(action, calls, outcome, FaultRow.usualTimeout, FaultRow.usualOverrun)
    }

    /// A fault that befalls every call, and does no harm.
    func bears(_ action: FaultAction) -> FaultRow {
        row(action, 1...Int.max, .unharmed(command), FaultRow.usualTimeout, FaultRow.usualOverrun)
    }

    /// A fault that befalls every call from the first or another one on.
    func lasts(
        _ action: FaultAction,
        from first: Int = 1,
        overrun: Int = FaultRow.usualOverrun,
        _ outcome: ExpectedOutcome
    ) -> FaultRow {
        row(action, first...Int.max, outcome, Self.shortTimeout, overrun)
    }

    private func row(
        _ action: FaultAction,
        _ calls: ClosedRange<Int>,
        _ outcome: ExpectedOutcome,
        _ timeout: Int,
        _ overrun: Int
    ) -> FaultRow {
        FaultRow(
            command: command,
            fault: Fault(action, api: api, group: group, broker: broker, calls: calls),
            outcome: outcome,
            situation: situation,
            timeout: timeout,
            overrun: overrun
        )
    }
}
