import Offsets

extension PreparedPlan {
    /// The same plan, written in another way; its digest is another one.
    ///
    /// - Throws: ``TidemarkError`` when the digest cannot be computed.
    func carriedOut(by commitProtocol: CommitProtocol) throws(TidemarkError) -> PreparedPlan {
        let plan = plan.written(by: commitProtocol)
        return PreparedPlan(
            plan: plan,
            digest: try Planner.digest(of: plan),
            snapshot: snapshot,
            roundTrip: roundTrip,
            pace: pace,
            lag: lag
        )
    }
}
