import Offsets

/// What ``PlanSourcePayload`` writes, read again.
struct PlanSourceDocument: Decodable {
    private enum Key: String, CodingKey {
        case snapshot, at, run, group, positions
    }

    let source: PlanSource

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        if json.contains(.snapshot) {
            guard let moment = Timestamp(rfc3339: try json.decode(String.self, forKey: .at)) else {
                throw DecodingError.dataCorruptedError(forKey: Key.at, in: json, debugDescription: "no time")
            }
            source = .snapshot(SnapshotID(text: try json.decode(String.self, forKey: .snapshot)), at: moment)
        } else if json.contains(.run) {
            source = .run(try json.decode(String.self, forKey: .run))
        } else if json.contains(.group) {
            source = .group(GroupID(try json.decode(String.self, forKey: .group)))
        } else {
            source = .positions(try json.decode(String.self, forKey: .positions))
        }
    }
}
