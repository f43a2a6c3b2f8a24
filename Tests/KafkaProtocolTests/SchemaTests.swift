import KafkaProtocol
import KafkaTestSupport
import Testing

/// The tables beside the schemas in the releases' own jars.
@Suite(.needsKafka)
struct SchemaTests {
    @Test(arguments: TestCluster.available)
    func `every table has the fields of the release's own schemas`(_ cluster: TestCluster) async throws {
        let schemas = try await ReleaseSchemas(version: cluster.version)
        // The schemas were found and understood.
        #expect(schemas.requests.count == schemas.responses.count && schemas.requests.count > API.allCases.count)
        for api in API.allCases {
            guard let request = schemas.requests[api.rawValue], let response = schemas.responses[api.rawValue] else {
                continue
            }
            #expect("\(request.name)".lowercased() == "\(api)Request".lowercased())
            let known = try #require(request.validVersions.range, "\(api)")
            for version in api.table.versions where known.contains(version) {
                #expect(
                    request.isFlexible(version) == api.table.isFlexible(version),
                    "\(api) v\(version)"
                )
                #expect(
                    response.isFlexible(version) == api.table.isFlexible(version),
                    "\(api) v\(version)"
                )
                compare(api.table.request, request, version)
                compare(api.table.response, response, version)
            }
        }
    }

    @Test(
        .enabled("needs every release") {
            TestCluster.requiredVersions.count <= Set(TestCluster.available.map(\.version)).count
        }
    )
    func `no table has a version that no release knows`() async throws {
        var known: [API: Set<Int16>] = [:]
        for cluster in TestCluster.available {
            let schemas = try await ReleaseSchemas(version: cluster.version)
            for api in API.allCases {
                known[api, default: []].formUnion(
                    schemas.requests[api.rawValue]?.validVersions.range.map(Array.init) ?? []
                )
            }
        }
        for api in API.allCases {
            let invented = Set(api.table.versions).subtracting(known[api] ?? [])
            #expect(invented.isEmpty, "\(api): \(invented.sorted())")
        }
    }

    /// Says which fields the table has and the schema has not, and the other way round.
    private func compare(_ fields: [Field], _ schema: MessageSchema, _ version: Int16) {
        let ours = Self.lines(of: fields, at: "", version: version)
        let theirs = schema.lines(version: version)
        guard ours != theirs else { return }
        let differences = theirs.difference(from: ours).map { change in
            switch change {
            case .insert(_, let line, _): "the table lacks \(line)"
            case .remove(_, let line, _): "the schema lacks \(line)"
            }
        }
        Issue.record("\(schema.name) v\(version): \(differences.joined(separator: ", "))")
    }

    /// The fields of a version in the form of ``MessageSchema/lines(version:)``.
    private static func lines(of fields: [Field], at path: String, version: Int16) -> [String] {
        fields.filter { $0.isIn(version) }.flatMap { field -> [String] in
            let mark = version >= field.nullableFrom ? "?" : ""
            var (kind, place) = (field.kind, path + field.name)
            if case .array(let element) = kind {
                kind = element
                place += "[]"
            }
            guard case .structure(let parts) = kind else { return ["\(place): \(kind)\(mark)"] }
            return ["\(place): structure\(mark)"] + lines(of: parts, at: "\(place).", version: version)
        }
    }
}
