import KafkaTestSupport

/// What every command's JSON document may hold, as far as its outcome shows in it.
struct OutcomeDocument: Decodable {
    let schemaVersion: Int
    let error: ErrorDocument.Failure?
    let coverage: CoverageEntry?
}
