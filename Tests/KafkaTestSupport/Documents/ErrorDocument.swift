/// What a command that failed prints as JSON.
package struct ErrorDocument: Decodable, Sendable {
    /// The error.
    package struct Failure: Decodable, Sendable {
        package let code: String
        package let message: String
        package let hint: String?
    }

    package let schemaVersion: Int
    package let error: Failure
}
