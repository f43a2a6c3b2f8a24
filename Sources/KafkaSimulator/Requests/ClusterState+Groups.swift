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
        for (id, group) in groups where coordinated[Self.slot(of: id)] {
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

    func describeGroups(_ request: Request) -> Structure {
        let results = request.message["groups"].elements.compactMap(\.text).map { id -> Structure in
            if let refusal = refusal(of: request, .describe, on: id) {
                return ["groupId": .text(id), "errorCode": .code(refusal)]
            }
            guard let group = groups[id], group.kind == .classic else {
                let saysSoFrom: Int16 = 6
                return [
                    "groupId": .text(id), "groupState": "Dead",
                    "errorCode": .code(request.version >= saysSoFrom ? .groupIDNotFound : .none),
                ]
            }
            let members = group.members.sorted { $0.key < $1.key }.map { member, details -> Structure in
                let chosen = details.protocols.first { $0.name == group.protocolName }
                return [
                    "memberId": .text(member), "groupInstanceId": .optional(details.instance),
                    "clientId": .text(details.clientID), "clientHost": "/127.0.0.1",
                    "memberMetadata": .bytes(group.state == .stable ? chosen?.metadata ?? [] : []),
                    "memberAssignment": .bytes(group.state == .stable ? details.assignment : []),
                ]
            }
            return [
                "groupId": .text(id), "errorCode": 0, "groupState": .text(Text(group.state.rawValue)),
                "protocolType": .text(group.protocolType),
                "protocolData": .text(group.state == .stable ? group.protocolName ?? "" : ""),
                "members": .structures(members),
            ]
        }
        return ["groups": .structures(results)]
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
