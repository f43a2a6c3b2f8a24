import KafkaProtocol

extension ClusterState {
    func listGroups(_ request: Request) -> Structure {
        let states = Set(
            request.message["statesFilter"].elements.compactMap(\.text?.description).map { $0.lowercased() }
        )
        let types = Set(request.message["typesFilter"].elements.compactMap(\.text?.description).map { $0.lowercased() })
        var found: [Structure] = []
        let coordinated = coordinators.map { $0 == request.broker }
        let seesEvery = permitsOnCluster(request, .describe)
        for (id, group) in groups where coordinated[slot(of: id)] {
            guard seesEvery || permits(request, .describe, .group, id) else { continue }
            let state = group.state.rawValue
            guard states.isEmpty || states.contains(state.lowercased()) else { continue }
            guard types.isEmpty || types.contains(group.kind.rawValue) else { continue }
            found.append([
                "groupId": .text(id),
                "protocolType": .text(group.kind == .classic ? group.protocolType : Text(group.kind.rawValue)),
                "groupState": .text(Text(state)),
                "groupType": .text(Text(group.kind.rawValue)),
            ])
        }
        let isLoading = coordinators.indices.contains { coordinated[$0] && loadingCoordinators.contains($0) }
        return [
            "errorCode": .code(isLoading ? .coordinatorLoadInProgress : .none),
            "groups": .structures(isLoading ? [] : found),
        ]
    }

    mutating func deleteGroups(_ request: Request) -> Structure {
        let results = request.message["groupsNames"].elements.compactMap(\.text).map { id -> Structure in
            let code: ErrorCode
            if let refusal = refusal(of: request, .delete, on: id) {
                code = refusal
            } else if let group = groups[id], group.state != .dead {
                code = group.members.isEmpty ? .none : .nonEmptyGroup
            } else {
                code = .groupIDNotFound
            }
            if code == .none { deleteGroup(id) }
            return ["groupId": .text(id), "errorCode": .code(code)]
        }
        return ["results": .structures(results)]
    }
}
