/// What a command that failed prints as JSON.
struct ErrorDocument: Decodable, Sendable {
    /// The error.
    struct Failure: Decodable, Sendable {
        let code: String
        let message: String
        let hint: String?
    }

    let schemaVersion: Int
    let error: Failure
}
