import Cluster
import Offsets

extension TidemarkError {
    /// What it means for an operator that a call which concerns the whole cluster failed.
    ///
    /// - Parameters:
    ///   - error: What the client library says.
    ///   - activity: What was being done, such as `listing the groups`.
    ///   - cluster: The client, asked for the last reason of a broken connection.
    /// - Returns: The error to report.
    static func cluster(_ error: KafkaError, while activity: String, of cluster: any Cluster) -> TidemarkError {
        switch error.code {
        case .cancelled:
            return TidemarkError(.interrupted, "interrupted while \(activity)", cause: error)
        case .fenced: return fenced(error, while: activity)
        case .authentication, .tls:
            if let failure = error.connection {
                return connection(failure, while: activity, library: cluster.reader, cause: error)
            }
            return TidemarkError(
                .denied,
                "the brokers refuse the connection while \(activity): \(error.message)",
                hint: "Check security.protocol, the credentials and the certificates.",
                cause: error
            )
        case let code where code.isAuthorization:
            let topic = error.forbiddenTopic.map { " on topic \($0)" } ?? ""
            return TidemarkError(
                .denied,
                "not permitted while \(activity): \(code.name)\(topic)",
                hint: "The README has a table of the rights that are needed.",
                cause: error
            )
        case .transport, .resolve, .unreachableListeners:
            if let failure = error.connection {
                return connection(failure, while: activity, library: cluster.reader, cause: error)
            }
            return unanswered(error, while: activity, of: cluster)
        case let code where code.isTransient: return unanswered(error, while: activity, of: cluster)
        default:
            return TidemarkError(
                .kafkaError,
                "\(activity) failed: \(error.message) (\(error.code.name))",
                cause: error
            )
        }
    }

    private static func unanswered(
        _ error: KafkaError,
        while activity: String,
        of cluster: any Cluster
    ) -> TidemarkError {
        let reason = cluster.lastConnectionFailure.map { ": \($0.sentence)" } ?? ""
        return TidemarkError(
            .unreachable,
            "no broker answered in time while \(activity) (\(error.code.name))\(reason)",
            hint: "Check --bootstrap-server and the network, or allow more time with --timeout.",
            cause: error
        )
    }
}

extension TidemarkError {
    /// A right that is missing, on what, and how to grant it.
    static func denied(
        _ right: MissingRight,
        _ subject: String,
        while activity: String,
        otherwise: String = "",
        cause: (any Error)? = nil
    ) -> TidemarkError {
        TidemarkError(
            .denied,
            "\(subject): not permitted while \(activity): \(right) is missing",
            hint: "Grant it: \(right.grant)\(otherwise)",
            cause: cause
        )
    }

    /// What it means for an operator that a call about one group failed.
    ///
    /// - Parameters:
    ///   - error: What the client library says.
    ///   - group: The group.
    ///   - activity: What was being done, such as `reading what it holds now`.
    ///   - operation: What of the group was needed.
    ///   - topics: The topics it was about, for a refusal that does not name its own.
    /// - Returns: The error to report.
    static func group(
        _ error: KafkaError,
        _ group: GroupID,
        while activity: String,
        needing operation: MissingRight.Operation = .read,
        _ topics: some Sequence<String> = []
    ) -> TidemarkError {
        let name = group.name
        let meant = error.forbiddenTopic.map { [$0] } ?? Set(topics).sorted()
        if let right = MissingRight(error.code, operation, to: group, meant) {
            return denied(right, "group \(name)", while: activity, cause: error)
        }
        switch error.code {
        case .cancelled:
            return TidemarkError(.interrupted, "interrupted while \(activity)", cause: error)
        case .unknownMemberID, .rebalanceInProgress, .nonEmptyGroup:
            return active(group, cause: error)
        case .fenced: return fenced(error, while: activity)
        case .transactionalIDAuthorizationFailed:
            return TidemarkError(
                .denied,
                "group \(name): not permitted while \(activity): WRITE on the transactional id is missing",
                hint: "The README has a table of the rights that are needed.",
                cause: error
            )
        case .unstableOffsetCommit:
            return TidemarkError(
                .foreignTransaction,
                "group \(name): another application's transaction on its offsets is open",
                hint: "Wait until that application has ended its transaction, or the brokers have, then try again.",
                cause: error
            )
        case .groupIDNotFound:
            return TidemarkError(
                .groupOfAnotherKind,
                "group \(name): the name belongs to a group of another kind, most likely a share group, which takes no "
                    + "offsets",
                hint: "Restore under another name with --to or --map, or leave the group out with --exclude-group.",
                cause: error
            )
        case .offsetMetadataTooLarge:
            return TidemarkError(
                .metadataTooLarge,
                "group \(name): the brokers refuse the metadata of an offset as too long (offset.metadata.max.bytes)",
                hint: "Raise offset.metadata.max.bytes on the brokers, or leave the partition out.",
                cause: error
            )
        case let code where code.isTransient:
            return TidemarkError(
                .unreachable,
                "group \(name): no answer in time while \(activity) (\(code.name))",
                hint: "Check that the cluster is healthy, then try again.",
                cause: error
            )
        default:
            return TidemarkError(
                .kafkaError,
                "group \(name): \(activity) failed: \(error.message) (\(error.code.name))",
                cause: error
            )
        }
    }

    /// Our transaction was ended by somebody else; no group is to blame.
    ///
    /// Kafka has one code for two causes: another Tidemark that writes to the cluster, and a transaction that was open
    /// for longer than it may be.
    private static func fenced(_ error: KafkaError, while activity: String) -> TidemarkError {
        TidemarkError(
            .fenced,
            "the transaction was ended from outside while \(activity) (\(error.code.name)): another restore "
                + "into this cluster has started, or the transaction was open for too long",
            hint: "See that no other tidemark writes to this cluster, then run the same command again.",
            cause: error
        )
    }

    /// A group has members, so nothing may be written to it.
    static func active(
        _ group: GroupID,
        state: GroupState? = nil,
        _ occupants: GroupOccupants? = nil,
        cause: (any Error)? = nil
    ) -> TidemarkError {
        guard state != .unknown else { return .membersUnknown(of: group, cause: cause) }
        let words = state.map { " (\($0.rawValue))" } ?? ""
        let occupants = occupants ?? GroupOccupants()
        return TidemarkError(
            .groupActive,
            "group \(group.name) has running members\(words)\(occupants.names.map { ": \($0)" } ?? "")",
            hint: "Stop them, then try again; \(occupants.sessionInWords).",
            cause: cause
        )
    }

    /// A group that must not have members, of which that cannot be seen.
    private static func membersUnknown(of group: GroupID, cause: (any Error)?) -> TidemarkError {
        TidemarkError(
            .groupActive,
            "whether group \(group.name) has running members cannot be seen: no broker lists it, or not in a known state",
            hint: "Its coordinator may be moving or loading; see that all brokers are up, then try again.",
            cause: cause
        )
    }
}
