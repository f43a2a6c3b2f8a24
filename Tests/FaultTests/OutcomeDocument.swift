import KafkaTestSupport

/// What every command's JSON document may hold, as far as its outcome shows in it.
struct OutcomeDocument: Decodable {
    let schemaVersion: Int
    let error: ErrorDocument.Failure?
    let coverage: CoverageEntry?
}

/// What `describe --time` adds.
struct AgesDocument: Decodable {
    struct Group: Decodable {
        let offsets: [Offset]
    }

    struct Offset: Decodable {
        let offset: Int64
        let behindSeconds: Int64?
    }

    let groups: [Group]
}

/// The sums of `stats`.
struct StatsDocument: Decodable {
    struct Failed: Decodable {
        let group: String
    }

    let groups: Int
    let offsets: Int
    let lag: Int64?
    let unknownLags: Int
    let failed: [Failed]
}
