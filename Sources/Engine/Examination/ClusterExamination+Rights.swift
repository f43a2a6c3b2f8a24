import Cluster
import Offsets

/// Rights are asked about by a name that nothing has: the broker looks at the right first, and then at the name.
extension ClusterExamination {
    /// Whether snapshots will see everything that they are to hold.
    func captureRights(_ identity: ClusterIdentity, _ demands: Demands) async -> HealthCheck {
        let name = "capture-rights"
        let view: Visibility
        do throws(TidemarkError) {
            let check = ViewCheck(cluster: cluster, rules: try SelectionRules(demands.selection))
            view = await check.view(of: identity, before: deadline)
        } catch {
            return HealthCheck(name, because: error)
        }
        let reasons = view.limits.map(\.reason).joined(separator: "; ")
        switch view.state {
        case .all: return HealthCheck(name, .ok, "every group and topic can be seen")
        case .unknown: return HealthCheck(name, .warn, reasons, remedy: "Look again when every broker answers.")
        case .limited where demands.acceptsLimitedView:
            return HealthCheck(name, .ok, "\(reasons); that is meant (accept-limited-view)")
        case .limited:
            let grants = view.limits.map { Self.right($0).grant }
            return HealthCheck(
                name,
                .fail,
                reasons,
                remedy: "Snapshots are partial without it. Grant it: \(grants.joined(separator: "; "))"
            )
        }
    }

    /// Whether offsets of every group may be written.
    func restoreRights() async -> HealthCheck {
        let name = "restore-rights"
        let (group, partition) = Self.nothing()
        let refusal: KafkaError?
        do throws(KafkaError) {
            let offset = CommittedOffset(partition, offset: 0)
            refusal = try await cluster.alterOffsets(of: group, to: [offset], before: deadline)[partition]
        } catch {
            refusal = error
        }
        switch refusal?.code {
        case .unknownTopicOrPartition:
            return HealthCheck(name, .ok, "offsets of every group and topic may be written")
        case .groupAuthorizationFailed:
            return Self.missing(name, MissingRight(.read, on: .group(GroupID("*"))), without: "groups")
        case .topicAuthorizationFailed:
            return Self.missing(name, MissingRight(.read, on: .topics(["*"])), without: "topics")
        default: return Self.unknown(name, refusal)
        }
    }

    /// Whether committed offsets of every group may be removed, as restores with `--mode exact` do.
    func deletionRights() async -> HealthCheck {
        let name = "removal-rights"
        let (group, partition) = Self.nothing()
        let refusal: KafkaError?
        do throws(KafkaError) {
            refusal = try await cluster.deleteOffsets(of: group, for: [partition], before: deadline)[partition]
        } catch {
            refusal = error
        }
        switch refusal?.code {
        case .unknownTopicOrPartition, .groupIDNotFound, .topicAuthorizationFailed:
            return HealthCheck(name, .ok, "committed offsets of every group may be removed")
        case .groupAuthorizationFailed:
            let right = MissingRight(.delete, on: .group(GroupID("*")))
            return HealthCheck(
                name,
                .warn,
                "no \(right.operation.rawValue.uppercased()) on every group: what --mode exact removes, and undoing what created "
                    + "a group, is refused where no other rule grants it",
                remedy: "Grant it where that is wanted: \(right.grant)"
            )
        default: return Self.unknown(name, refusal)
        }
    }

    private static func missing(_ name: String, _ right: MissingRight, without: String) -> HealthCheck {
        HealthCheck(
            name,
            .warn,
            "no \(right.operation.rawValue.uppercased()) on every one of the \(without): a restore is refused for those that no "
                + "other rule grants it for",
            remedy: "Grant it to the user of restores: \(right.grant)"
        )
    }

    private static func unknown(_ name: String, _ refusal: KafkaError?) -> HealthCheck {
        let reason =
            refusal.map { "\($0.message) (\($0.code.name))" } ?? "the broker has not refused a topic that is not there"
        return HealthCheck(
            name,
            .warn,
            "it could not be asked: \(reason)",
            remedy: "Look again when every broker answers."
        )
    }

    /// The right that a limit of the view is for the want of.
    private static func right(_ limit: Visibility.Limit) -> MissingRight {
        switch limit.kind {
        case .listing: MissingRight(.describe, on: .cluster)
        case .groups: MissingRight(.describe, on: .group(GroupID("*")))
        case .topics: MissingRight(.describe, on: .topics(limit.names.isEmpty ? ["*"] : limit.names))
        }
    }

    private static func nothing() -> (GroupID, TopicPartition) {
        (GroupID(ViewCheck.nameOfNothing()), TopicPartition(topic: ViewCheck.nameOfNothing(), partition: 0))
    }
}
