public import KafkaProtocol

/// Something a broker does wrong on demand: to which requests, and what.
///
/// A value: a list of faults can be generated, printed, stored and played again.
public struct Fault: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The requests it befalls: of this API, of every one when `nil`.
    public var api: API?
    /// The requests it befalls: those that name this group or transactional id, all when `nil`.
    public var group: Text?
    /// The requests it befalls: those that reach this broker, any when `nil`.
    public var broker: Int32?
    /// Which of these requests, counted from 1 since the fault was added.
    public var calls: ClosedRange<Int>
    /// What happens.
    public var action: FaultAction

    /// A fault that befalls every request that fits, unless `calls` says which.
    public init(
        _ action: FaultAction,
        api: API? = nil,
        group: Text? = nil,
        broker: Int32? = nil,
        calls: ClosedRange<Int> = 1...Int.max
    ) {
        self.action = action
        self.api = api
        self.group = group
        self.broker = broker
        self.calls = calls
    }

    /// One line: the requests, then what happens to them.
    public var description: String {
        let requests = api.map { "\($0)" } ?? "any request"
        let whose = group.map { " of \($0)" } ?? ""
        let place = broker.map { " at broker \($0)" } ?? ""
        let turn =
            switch (calls.lowerBound, calls.upperBound) {
            case (1, Int.max): ""
            case (let first, Int.max): " from call \(first) on"
            case (let first, let last) where first == last: ", call \(first)"
            case (let first, let last): ", calls \(first) to \(last)"
            }
        return "\(requests)\(whose)\(place)\(turn): \(action)"
    }

    /// Whether it befalls requests like this one.
    func fits(_ request: Request) -> Bool {
        guard api == nil || api == request.api, broker == nil || broker == request.broker else { return false }
        return group.map { request.message.names($0) } ?? true
    }
}

/// The faults in force, with how often each was met.
struct FaultSchedule: Sendable {
    private(set) var faults: [(fault: Fault, calls: Int)] = []

    mutating func add(_ fault: Fault) {
        faults.append((fault, 0))
    }

    mutating func clear() {
        faults = []
    }

    /// Counts a request and returns what is to befall it: the first fault whose turn it is.
    mutating func next(for request: Request) -> Fault? {
        var found: Fault?
        for index in faults.indices where faults[index].fault.fits(request) {
            faults[index].calls += 1
            if found == nil, faults[index].fault.calls.contains(faults[index].calls) {
                found = faults[index].fault
            }
        }
        return found
    }
}
