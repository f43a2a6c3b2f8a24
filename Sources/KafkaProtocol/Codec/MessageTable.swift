/// The shape of one API in all its versions: what the reader and the writer walk.
public struct MessageTable: Sendable {
    /// The versions the tables describe.
    public let versions: ClosedRange<Int16>
    /// The first version with compact lengths and tagged fields, `nil` when there is none.
    public let flexibleFrom: Int16?
    /// The fields of what is asked.
    public let request: [Field]
    /// The fields of the answer.
    public let response: [Field]

    /// The shape of an API.
    public init(versions: ClosedRange<Int16>, flexibleFrom: Int16? = nil, request: [Field], response: [Field]) {
        self.versions = versions
        self.flexibleFrom = flexibleFrom
        self.request = request
        self.response = response
    }

    /// Whether a version has compact lengths and tagged fields.
    public func isFlexible(_ version: Int16) -> Bool {
        flexibleFrom.map { version >= $0 } ?? false
    }
}
