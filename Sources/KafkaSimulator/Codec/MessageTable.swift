/// The shape of one API in all its versions: what the reader and the writer walk.
struct MessageTable: Sendable {
    /// The versions the tables describe.
    let versions: ClosedRange<Int16>
    /// The first version with compact lengths and tagged fields, `nil` when there is none.
    let flexibleFrom: Int16?
    let request: [Field]
    let response: [Field]

    init(versions: ClosedRange<Int16>, flexibleFrom: Int16? = nil, request: [Field], response: [Field]) {
        self.versions = versions
        self.flexibleFrom = flexibleFrom
        self.request = request
        self.response = response
    }

    /// Whether a version has compact lengths and tagged fields.
    func isFlexible(_ version: Int16) -> Bool {
        flexibleFrom.map { version >= $0 } ?? false
    }
}
