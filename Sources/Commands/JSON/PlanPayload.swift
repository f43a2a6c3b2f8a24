import Offsets

/// P: a plan, its steps and its summary; ``PlanDocument`` reads it again.
struct PlanPayload: JSONPayload {
    let plan: RestorePlan
    let digest: ContentDigest
    /// What is known of the source and the target besides, `nil` for what the digest covers alone.
    let origin: PlanOrigin?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("digest", digest.description)
            json.member("kind", plan.kind.rawValue)
            json.member("mode", plan.policy.mode.rawValue)
            json.member("source", PlanSourcePayload(source: plan.source, origin: origin))
            json.member("cluster", ClusterPayload(plan.cluster))
            if let origin { json.member("bootstrapServers", origin.bootstrapServers) }
            json.member("protocol", plan.commitProtocol.rawValue)
            json.member("policy", PlanPolicyPayload(policy: plan.policy))
            json.member("everything", plan.isOfEverything)
            json.member("targets", array: plan.targets.lazy.map(PlanTargetPayload.init))
            json.member("steps", array: plan.steps.lazy.map(PlanStepPayload.init))
            json.member("summary", PlanSummaryPayload(plan.summary))
        }
    }
}
