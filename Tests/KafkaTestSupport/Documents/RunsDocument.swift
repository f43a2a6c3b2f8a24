/// What `tidemark runs --json` and `recover --json` print, as far as tests look at it.
package struct RunsDocument: Decodable, Sendable {
    /// What `tidemark runs RUN --json` prints.
    package struct Detail: Decodable, Sendable {
        package let schemaVersion: Int
        package let run: PlanDocument.Run
    }

    /// A run that Kafka alone knows of.
    package struct Mark: Decodable, Sendable {
        package let run: String
        package let direction: String
        package let group: String
    }

    package let schemaVersion: Int
    package let runs: [PlanDocument.Run]
    /// Of `recover` alone.
    package let marks: [Mark]?
    /// Of `recover` alone: runs of this store that the journal lacks.
    package let missing: [Mark]?
}
