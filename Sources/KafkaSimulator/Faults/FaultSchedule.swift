import KafkaProtocol

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
    mutating func next(for request: Request) -> FaultAction? {
        var action: FaultAction?
        for index in faults.indices where faults[index].fault.fits(request) {
            faults[index].calls += 1
            if action == nil, faults[index].fault.calls.contains(faults[index].calls) {
                action = faults[index].fault.action
            }
        }
        return action
    }
}
