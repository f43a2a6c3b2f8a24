/// The coverage of a snapshot in a JSON document.
struct CoverageEntry: Decodable, Hashable, Sendable {
    let listed: Int
    let selected: Int
    let captured: Int
}
