public import KafkaProtocol

/// What a broker does wrong.
public enum FaultAction: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Answers an error and does nothing.
    case error(ErrorCode, at: Place = .outermost)
    /// Does what was asked and answers an error all the same.
    case falseError(ErrorCode, at: Place = .outermost)
    /// Does what was asked and answers after so many milliseconds.
    case delay(milliseconds: Int)
    /// Does what was asked and never answers.
    case lostReply
    /// Does nothing and never answers.
    case lostRequest
    /// Closes the connection instead of an answer, before or after doing what was asked.
    case closedConnection(afterEffect: Bool)
    /// Hands the group or transactional id to another broker first; the answer then is NOT_COORDINATOR.
    case coordinatorMoved
    /// Answers COORDINATOR_LOAD_IN_PROGRESS and does nothing.
    case loading
    /// Does what was asked and tells the client to hold back so many milliseconds.
    case throttled(milliseconds: Int)
    /// Does what was asked and answers no more than the first so many bytes, as if they were all.
    case truncated(bytes: Int)
    /// Does what was asked and answers nonsense: every byte after the request's number is 0xFF.
    case garbled
    /// Does what was asked, answers the first half, and closes the connection.
    case brokenOff
    /// Does what was asked and says that two gigabytes of answer come, of which the answer is all.
    case endless
    /// Does what was asked and answers as if to another request.
    case misdirected
    /// Does what was asked and answers byte by byte, with so many milliseconds after each.
    case trickling(millisecondsPerByte: Int)

    /// Where in an answer an error is put.
    public enum Place: Hashable, Sendable, Codable {
        /// As far out as the answer has room for one.
        case outermost
        /// At one topic.
        case topic(Text)
        /// At every partition.
        case partitions
        /// At one partition.
        case partition(Text, Int32)
    }

    /// What happens, in a few words.
    public var description: String {
        switch self {
        case .error(let code, let place): "answers \(code)\(place)"
        case .falseError(let code, let place): "does it, and answers \(code)\(place)"
        case .delay(let milliseconds): "answers \(milliseconds) ms late"
        case .lostReply: "does it, and the answer is lost"
        case .lostRequest: "the request is lost"
        case .closedConnection(let after): after ? "does it, and closes the connection" : "closes the connection"
        case .coordinatorMoved: "the coordinator moves to another broker"
        case .loading: "the coordinator is loading"
        case .throttled(let milliseconds): "throttles the client for \(milliseconds) ms"
        case .truncated(let bytes): "the answer ends after \(bytes) bytes"
        case .garbled: "the answer is nonsense"
        case .brokenOff: "the connection closes in the middle of the answer"
        case .endless: "the answer says that it has two gigabytes"
        case .misdirected: "the answer is for another request"
        case .trickling(let milliseconds): "the answer comes byte by byte, one each \(milliseconds) ms"
        }
    }
}

extension FaultAction.Place: CustomStringConvertible {
    /// The place, as the end of a sentence.
    public var description: String {
        switch self {
        case .outermost: ""
        case .topic(let topic): " for \(topic)"
        case .partitions: " for every partition"
        case .partition(let topic, let partition): " for \(topic)[\(partition)]"
        }
    }
}
