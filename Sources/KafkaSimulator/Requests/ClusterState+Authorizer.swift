import KafkaProtocol

extension ClusterState {
    /// The access rules that fit a filter by kind and permission, as whoever may describe the cluster sees them.
    func describeAcls(_ request: Request) -> Structure {
        let (anything, denied, permitted): (Int64, Int64, Int64) = (1, 2, 3)
        let (literal, prefixed): (Int64, Int64) = (3, 4)
        guard let authorizer else {
            return [
                "errorCode": .code(.securityDisabled), "errorMessage": "No Authorizer is configured on the broker",
                "resources": .array([]),
            ]
        }
        guard permitsOnCluster(request, .describe) else {
            return [
                "errorCode": .code(.clusterAuthorizationFailed), "errorMessage": "Cluster authorization failed.",
                "resources": .array([]),
            ]
        }
        let (kind, permission) = (
            request.message["resourceTypeFilter"].integer, request.message["permissionType"].integer
        )
        let fitting = authorizer.rules.filter { rule in
            (kind == anything || kind == Int64(rule.resource.rawValue))
                && (permission == anything || permission == (rule.permits ? permitted : denied))
        }
        let resources = fitting.map { rule -> Structure in
            [
                "resourceType": .number(rule.resource.rawValue), "resourceName": .text(rule.name),
                "patternType": .integer(rule.isPrefix ? prefixed : literal),
                "acls": .structures([
                    [
                        "principal": .text(Text("User:\(rule.principal)")), "host": "*",
                        "operation": .number(rule.operation.rawValue),
                        "permissionType": .integer(rule.permits ? permitted : denied),
                    ]
                ]),
            ]
        }
        return ["errorCode": 0, "errorMessage": .null, "resources": .structures(resources)]
    }
}
