package import Cluster
package import Offsets

/// Something that goes wrong, or that somebody else does, at a certain call.
package struct ClusterFault: Sendable {
    package enum Effect: Sendable {
        /// The call fails and has done nothing.
        case fails(KafkaError)
        /// The call does its work, and the reply is an error.
        case losesReply(KafkaError)
        /// Somebody does something just before the call.
        case meanwhile(@Sendable (inout ClusterState) -> Void)
        /// The call answers only when its task is cancelled.
        case hangs
    }

    package let kind: ClusterCall.Kind
    /// The group it concerns, `nil` for any.
    package let group: GroupID?
    /// Which of the matching calls, from 1; `nil` for every one.
    package let number: Int?
    package let effect: Effect

    package static func at(_ kind: ClusterCall.Kind, number: Int? = 1, _ effect: Effect) -> ClusterFault {
        ClusterFault(kind: kind, group: nil, number: number, effect: effect)
    }

    package static func at(
        _ kind: ClusterCall.Kind,
        _ group: String,
        number: Int? = 1,
        _ effect: Effect
    ) -> ClusterFault {
        ClusterFault(kind: kind, group: GroupID(group), number: number, effect: effect)
    }

    package func matches(_ call: ClusterCall) -> Bool {
        kind == call.kind && (group == nil || group == call.group)
    }
}
