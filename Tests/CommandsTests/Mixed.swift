/// A value of a JSON document as an independent parser read it.
enum Mixed: Decodable {
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = (try? container.decode(String.self)).map(Mixed.text) ?? .other
    }
}
