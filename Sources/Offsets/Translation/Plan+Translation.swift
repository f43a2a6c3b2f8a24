extension Plan {
    /// The plan which says of each offset that stands for one of another log how it was found.
    ///
    /// What is not certain is treated as an offset outside the log is, by ``PlanPolicy/onOutOfRange``: it stops the plan, is
    /// written all the same, or left out. What stays as it is needs no policy.
    ///
    /// - Parameter translated: The offsets of each target.
    /// - Returns: The plan; blocked where something is not certain and nothing is allowed for it.
    func translating(_ translated: [GroupID: [TopicPartition: TranslatedOffset]]) -> Plan {
        var blocking = summary.blocking
        let steps = steps.map { step in
            guard step.action == .set || step.action == .keep,
                let offset = translated[step.group]?[step.topicPartition]
            else { return step }
            guard step.action == .set, let remark = offset.remark else { return step.translated(offset.translation) }
            guard remark.finding != .noRecordSince else {
                return step.translated(offset.translation, step.finding == nil ? remark : nil)
            }
            switch policy.onOutOfRange {
            case .skip: return step.leftOut(remark.finding, because: remark.reason)
            case .clamp, .asIs:
                let written = TranslatedOffset.Remark(
                    finding: remark.finding,
                    reason: "\(remark.reason); written as \(offset.offset)"
                )
                return step.translated(offset.translation, written)
            case .fail:
                blocking.append(BlockingFinding(remark.finding, step.group, step.topicPartition, remark.reason))
                return step.translated(offset.translation, step.finding == nil ? remark : nil)
            }
        }
        return replacing(steps: steps, targets: targets, blocking: blocking)
    }
}

extension PlanStep {
    fileprivate func translated(_ translation: Translation, _ remark: TranslatedOffset.Remark? = nil) -> PlanStep {
        let isPlain = remark == nil && finding == nil
        var step = saying(remark?.reason ?? (isPlain ? translation.words : reason), remark?.finding ?? finding)
        step.translation = translation
        return step
    }
}
