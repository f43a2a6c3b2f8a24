import KafkaTestSupport
import Offsets

/// The situations of a group that decide what a cluster says of it and lets be done to it (`docs/kafka.md` §4.1).
enum GroupSituation: String, CaseIterable, Sendable {
    case absent = "absent"
    case classicStopped = "classic, used and stopped"
    case simple = "simple: committed to, never joined"
    case consumerProtocolLeft = "KIP-848, its member left"
    case classicLive = "classic, a live member"
    case consumerProtocolLive = "KIP-848, a live member"
    case staticStopped = "classic, its static member stopped, the session running"
    case killed = "classic, its member killed, the session running"
    case consumerProtocolStaticStopped = "KIP-848, its static member stopped, the session running"

    /// What every cluster says of a group in this situation.
    struct Expectation: Sendable {
        /// The listed state, `nil` for not listed.
        let listed: GroupState?
        /// The listed kind, `nil` for not listed.
        let type: GroupType?
        /// The described state.
        let described: GroupState
        /// The members described, `nil` where Dead says nothing.
        let members: Int?
        /// Whether offsets can be written from outside.
        let isFree: Bool
    }

    /// The table by who looks: our own client sees what librdkafka before 2.10 does not tell.
    func expectation(by client: ClientChoice) -> Expectation {
        guard client == .direct else { return expectation }
        return switch self {
        case .consumerProtocolLeft:
            Expectation(listed: .empty, type: .consumer, described: .empty, members: 0, isFree: true)
        case .consumerProtocolLive:
            Expectation(listed: .stable, type: .consumer, described: .stable, members: 1, isFree: false)
        case .consumerProtocolStaticStopped:
            Expectation(listed: .reconciling, type: .consumer, described: .reconciling, members: 1, isFree: false)
        default: expectation
        }
    }

    /// The table as librdkafka before 2.10 shows it.
    private var expectation: Expectation {
        switch self {
        case .absent: Expectation(listed: nil, type: nil, described: .dead, members: nil, isFree: true)
        case .classicStopped: Expectation(listed: .empty, type: .classic, described: .empty, members: 0, isFree: true)
        case .simple: Expectation(listed: .empty, type: .simple, described: .empty, members: 0, isFree: true)
        case .consumerProtocolLeft:
            Expectation(listed: .empty, type: .consumer, described: .dead, members: nil, isFree: true)
        case .classicLive, .staticStopped, .killed:
            Expectation(listed: .stable, type: .classic, described: .stable, members: 1, isFree: false)
        case .consumerProtocolLive:
            Expectation(listed: .stable, type: .consumer, described: .dead, members: nil, isFree: false)
        case .consumerProtocolStaticStopped:
            Expectation(listed: .unknown, type: .consumer, described: .dead, members: nil, isFree: false)
        }
    }

    /// Whether it takes a member of the new protocol, which librdkafka 2.0.2 cannot be.
    var needsConsumerProtocol: Bool {
        switch self {
        case .consumerProtocolLeft, .consumerProtocolLive, .consumerProtocolStaticStopped: true
        default: false
        }
    }

    /// Whether the situation can be brought about on the cluster.
    func isPossible(on cluster: ContractCluster) -> Bool {
        !needsConsumerProtocol || cluster.support.hasConsumerProtocolMembers
    }
}
