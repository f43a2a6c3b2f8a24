import Offsets

extension Coverage {
    /// Everything that a capture lacks: a warning for each cause, with the first names and how many there are.
    var warnings: [Message] {
        var warnings = Causes(unreadableBrokers.map { (name: "a broker", cause: $0) }).warnings { brokers, cause in
            brokers.count == 1
                ? "a broker did not list its groups, so some may be missing: \(cause)"
                : "\(brokers.count) brokers did not list their groups, so some may be missing: \(cause)"
        }
        warnings += OffsetsPartitions(count: offsetsPartitionCount, unheard: offlineOffsetsPartitions).warnings
        warnings += visibility.warnings
        warnings += openRuns.map(Self.warning)
        warnings += Causes(unsupported).warnings(about: unsupported.map { Message.fields($0.group, nil) }) {
            groups,
            cause in
            "\(Self.groups(groups)) cannot be captured: \(cause)\(Causes.first(of: groups))"
        }
        warnings += negativeOffsetWarnings
        warnings += Causes(failed).warnings(about: failed.map { Message.fields($0.group, nil) }) { groups, cause in
            "\(Self.groups(groups)) could not be read: \(cause)\(Causes.first(of: groups))"
        }
        return warnings + unreadablePartitionWarnings
    }

    private static func warning(openRun run: String) -> Message {
        let isSentinel = SentinelGroup.isOne(GroupID(run))
        let restore = isSentinel ? "a restore (group \(run))" : "restore \(run)"
        return Message(
            .warning,
            "\(restore) was being committed during the capture: groups may be from before or after it",
            about: [isSentinel ? .group : .run: run]
        )
    }

    private var negativeOffsetWarnings: [Message] {
        let negative = negativeOffsets.map { "\($0.group.name) \($0.topicPartition) \($0.offset)" }
        let fields = negativeOffsets.map { Message.fields($0.group, $0.topicPartition) }
        let cause = "which Kafka's clients take for none, not captured"
        return Causes(negative.map { (name: $0, cause: cause) }).warnings(about: fields) { held, cause in
            "\(Counted.text(held.count, "committed offset")) below 0, \(cause)"
                + (held.count == 1 ? ": \(held[0])" : Causes.first(of: held))
        }
    }

    private var unreadablePartitionWarnings: [Message] {
        let failures = unreadablePartitions.map { failure in
            (name: "\(failure.topicPartition)", cause: "\(failure.reason) (\(failure.code))")
        }
        let fields = unreadablePartitions.map { Message.fields(nil, $0.topicPartition) }
        return Causes(failures).warnings(about: fields) { partitions, cause in
            let what =
                partitions.count == 1 ? "the log of \(partitions[0])" : "the logs of \(partitions.count) partitions"
            return "\(what) could not be read: \(cause)\(Causes.first(of: partitions))"
        }
    }

    private static func groups(_ names: [String]) -> String {
        names.count == 1 ? "group \(names[0])" : "\(names.count) groups"
    }
}

extension Visibility {
    /// What could not be seen, a reason each; all in one where that is meant.
    var warnings: [Message] {
        let reasons = limits.map(\.reason)
        switch state {
        case .all: return []
        case .limited where isAccepted:
            return [Message(.warning, "not everything can be seen, as accepted: \(reasons.joined(separator: "; "))")]
        case .limited: return reasons.map { Message(.warning, "not everything can be seen: \($0)") }
        case .unknown:
            let words = reasons.isEmpty ? "" : ": \(reasons.joined(separator: "; "))"
            return [Message(.warning, "whether everything can be seen is not known\(words)")]
        }
    }
}

extension OffsetsPartitions {
    /// The partitions of `__consumer_offsets` whose groups could not be listed.
    var warnings: [Message] {
        unheard.isEmpty ? [] : [Message(.warning, "\(words); groups on them are missing", about: [.topic: Self.topic])]
    }
}

extension CommandContext {
    /// Names everything that a capture lacks.
    func warn(of coverage: Coverage) {
        for warning in coverage.warnings { tell(warning) }
    }

    /// Says what could not be seen.
    func warn(of visibility: Visibility) {
        for warning in visibility.warnings { tell(warning) }
    }
}

extension Causes {
    fileprivate init(_ failures: [GroupFailure]) {
        self.init(failures.map { (name: $0.group.name, cause: "\($0.reason) (\($0.code))") })
    }

    /// A warning for each cause, about what it names where that is one thing of a kind.
    ///
    /// - Parameters:
    ///   - fields: What a message about one failure alone is about, in the order of the failures; empty where that is
    ///     nothing.
    ///   - line: The words.
    /// - Returns: The warnings, and one for the causes that are not told.
    fileprivate func warnings(
        about fields: [[Message.Field: String]] = [],
        _ line: (_ names: [String], _ cause: String) -> String
    ) -> [Message] {
        let warnings = told.map { cause in
            let about = cause.names.count == 1 && !fields.isEmpty ? fields[cause.first] : [:]
            return Message(.warning, line(cause.names, cause.text), about: about)
        }
        return warnings + (rest.map { [Message(.warning, $0)] } ?? [])
    }
}
