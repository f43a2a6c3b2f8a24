import Cluster
import Offsets

/// Finds out who is in groups that must not be touched.
struct Occupants: Sendable {
    /// So many groups are asked about; messages name no more.
    private static let askedAtMost = 20

    let cluster: any Cluster

    /// Who is in each of the groups; a group that nothing is known of has an entry without members.
    ///
    /// - Parameters:
    ///   - groups: Groups that are not Empty, of any type.
    ///   - deadline: When to give up.
    /// - Returns: An entry for each group that was asked about.
    func look(at groups: [GroupID], before deadline: Deadline) async -> [GroupID: GroupOccupants] {
        let limit = min(deadline, .after(RunLimits.explanation))
        let asked = Array(groups.prefix(Self.askedAtMost))
        guard !asked.isEmpty else { return [:] }
        let cluster = cluster
        let described = await bounded(asked, limit: RunLimits.requestsInFlight) { group in
            try? await cluster.describe(group, before: limit)
        }
        // Whoever is listed with members and described without any speaks the new protocol, which old libraries do not
        // describe: its sessions are the brokers' setting.
        let isNew = { (description: GroupDescription?) in
            description.map { $0.isOfConsumerProtocol || $0.namedMembers?.isEmpty ?? true } ?? false
        }
        let asksBrokers = described.contains(where: isNew)
        let session = asksBrokers ? await cluster.settings(before: limit)?.consumerSessionTimeout : nil
        var found: [GroupID: GroupOccupants] = [:]
        for (group, description) in zip(asked, described) {
            found[group] = GroupOccupants(
                // Who is there matters, and not what they do: that they rebalance is no news.
                members: description?.namedMembers?.map(\.withoutAssignment),
                sessionTimeout: isNew(description) ? session : nil
            )
        }
        return found
    }
}
