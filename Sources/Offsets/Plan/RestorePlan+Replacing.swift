extension RestorePlan {
    /// The same plan with other steps or findings.
    func replacing(steps: [PlanStep], targets: [PlanTarget], blocking: [BlockingFinding]) -> RestorePlan {
        RestorePlan(
            kind: kind,
            source: source,
            cluster: cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfEverything,
            steps: steps,
            targets: targets,
            summary: PlanSummary(of: steps, blocking: blocking)
        )
    }
}
