import EngineTestSupport
import KafkaProtocol
import KafkaSimulator

/// A moment of an attempt: the so-manieth time that it comes to a place.
struct Moment: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Where.
    var place: Place
    /// The how-manieth time, from 1.
    var number = 1

    /// One phrase, without the groups' names.
    var description: String { "\(place)" }
}

/// A place that the work of a process comes to.
///
/// Groups are read at the same time and in no order, so a call for a group is counted group by group; that makes a
/// schedule mean the same every time.
enum Place: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The journal is about to enter a state.
    case journal(state: String)
    /// The engine makes a call.
    case call(ClusterCall.Kind, group: String?)
    /// A request about a group, or about none, goes out; only without sockets.
    case request(API, group: String?)

    /// The group that holds the transaction's mark, whatever its name.
    static let sentinel = "(sentinel)"

    var description: String {
        switch self {
        case .journal(let state): "journal \(state)"
        case .call(let call, _): "call \(call.rawValue)"
        case .request(let api, _): "request \(api)"
        }
    }
}
