import Cluster
import Offsets

/// What the brokers' own settings allow.
extension ClusterExamination {
    /// Two snapshots should lie within the time for which offsets are kept, with one that fails in between.
    private static let snapshotsPerRetention = 2

    /// Whether offsets can expire between two snapshots.
    func retention(_ interval: Duration?, _ settings: Result<BrokerSettings, KafkaError>) -> HealthCheck {
        let name = "offsets-retention"
        guard let kept = (try? settings.get())?.offsetsRetention else { return untold(name, settings) }
        let keeps = "brokers keep the offsets of a group without members for \(DurationText.text(kept))"
        guard let interval else {
            return HealthCheck(name, .ok, "\(keeps); no job is scheduled to compare with")
        }
        let every = "snapshots are up to \(DurationText.text(interval)) apart"
        let remedy = "Take snapshots more often, or raise offsets.retention.minutes."
        if interval >= kept { return HealthCheck(name, .fail, "\(keeps), and \(every)", remedy: remedy) }
        if interval * Self.snapshotsPerRetention > kept {
            return HealthCheck(
                name,
                .warn,
                "\(keeps), and \(every): one that fails may be one too many",
                remedy: remedy
            )
        }
        return HealthCheck(name, .ok, "\(keeps), and \(every)")
    }

    /// Whether a transaction may stay open for as long as a restore of the largest snapshot needs.
    func transactionTime(_ demands: Demands, _ settings: Result<BrokerSettings, KafkaError>) async -> HealthCheck {
        let name = "transaction-time"
        guard let largest = demands.largest else {
            return HealthCheck(name, .ok, "there is no snapshot yet to tell how long a restore takes")
        }
        guard let allowed = (try? settings.get())?.transactionMaxTimeout else { return untold(name, settings) }
        let limits = RunLimits(
            groups: largest.groups,
            partitions: largest.offsets,
            requests: largest.groups + largest.offsets / RequestChunks.mostPartitions,
            pace: (try? await cluster.writingPace(before: deadline)) ?? .oneByOne
        )
        let wanted = limits.transactionTimeout
        let words =
            "brokers let a transaction stay open for \(DurationText.text(allowed)) (transaction.max.timeout.ms); a restore of the "
            + "largest snapshot, \(largest.groups) groups with \(largest.offsets) offsets,"
        if allowed >= wanted { return HealthCheck(name, .ok, "\(words) asks for \(DurationText.text(wanted))") }
        let least = limits.leastTransactionTimeout
        guard allowed >= least else {
            return HealthCheck(
                name,
                .fail,
                "\(words) needs \(DurationText.text(least)) and is refused",
                remedy: "Raise transaction.max.timeout.ms, or restore the groups in parts with --group."
            )
        }
        return HealthCheck(
            name,
            .warn,
            "\(words) should have \(DurationText.text(wanted)) and does with less",
            remedy: "Raise transaction.max.timeout.ms, so that the loss of a broker does not end a restore."
        )
    }

    private func untold(_ name: String, _ settings: Result<BrokerSettings, KafkaError>) -> HealthCheck {
        let reason =
            switch settings {
            case .success: "the broker did not tell"
            case .failure(let error): "\(error.message) (\(error.code.name))"
            }
        let isDenied = if case .failure(let error) = settings { error.code.isAuthorization } else { false }
        return HealthCheck(
            name,
            .warn,
            "the brokers' settings could not be read: \(reason)",
            remedy: isDenied
                ? "\(grant([NeededRight.settings])); or compare them by hand."
                : "Look again when every broker answers, or compare them by hand."
        )
    }
}
