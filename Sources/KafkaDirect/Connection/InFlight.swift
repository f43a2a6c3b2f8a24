internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// The requests of a connection that have gone out and are not answered, oldest first.
struct InFlight {
    private var exchanges: [Exchange] = []
    private var first = 0
    private var expectedBytes = 0
    private let limit: Int

    /// None, with room for so many.
    init(limit: Int = DirectLimits.requestsInFlight) {
        self.limit = limit
    }

    /// Whether nothing is awaited.
    var isEmpty: Bool { first == exchanges.count }

    /// How many more requests may go out.
    var roomForRequests: Int { limit - (exchanges.count - first) }

    /// How long the answers to them may be together; one request may go out whatever is expected of it.
    var roomForBytes: Int { isEmpty ? .max : DirectLimits.expectedBytesInFlight - expectedBytes }

    /// Adds requests that go out now.
    mutating func add(_ fresh: [Exchange]) {
        exchanges += fresh
        expectedBytes += fresh.reduce(0) { $0 + $1.expectedBytes }
    }

    /// Hands an answer to who waits for it: answers come in the order of the requests.
    ///
    /// - Parameter frame: The answer without its length.
    /// - Throws: ``MalformedMessage`` when it is the answer to another request, or to none.
    mutating func answer(_ frame: [UInt8]) throws(MalformedMessage) {
        guard first < exchanges.count else { throw MalformedMessage("an answer that nobody has asked for") }
        let exchange = exchanges[first]
        let correlation = try Exchange.correlation(of: frame)
        guard correlation == exchange.correlation else {
            throw MalformedMessage("an answer to request \(correlation) in the place of \(exchange.correlation)")
        }
        expectedBytes -= exchange.expectedBytes
        first += 1
        // What was answered is forgotten from time to time, and not each time.
        if first == exchanges.count || first > DirectLimits.requestsInFlight * 4 {
            exchanges.removeFirst(first)
            first = 0
        }
        exchange.answer.give(.success(frame))
    }

    /// Tells who has waited too long; the answer may still come, and is dropped then.
    func expire(_ error: KafkaError) {
        for exchange in exchanges[first...] where exchange.deadline.hasPassed {
            exchange.answer.give(.failure(error))
        }
    }

    /// The earliest deadline that is still to come.
    var nextDeadline: Deadline? {
        exchanges[first...].lazy.map(\.deadline).filter { !$0.hasPassed }.min()
    }

    /// Tells everybody that there will be no answer.
    func fail(_ error: KafkaError) {
        for exchange in exchanges[first...] { exchange.answer.give(.failure(error)) }
    }
}
