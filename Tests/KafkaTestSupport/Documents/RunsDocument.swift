/// What `tidemark runs --json` and `recover --json` print, as far as tests look at it.
package struct RunsDocument: Decodable, Sendable {
    /// What `tidemark runs RUN --json` prints.
    package struct Detail: Decodable, Sendable {
        package let schemaVersion: Int
        package let run: RestoreDocument.Run
    }

    package let schemaVersion: Int
    package let runs: [RestoreDocument.Run]
}
