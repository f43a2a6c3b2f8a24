/// One field of a message: its name, what it holds, and in which versions.
///
/// Tagged fields are in no table: the reader skips them, the writer writes none.
struct Field: Sendable {
    /// What a field holds.
    indirect enum Kind: Sendable {
        case boolean
        case int8
        case int16
        case uint16
        case int32
        case int64
        /// Sixteen bytes that name a topic.
        case identifier
        case string
        case bytes
        case array(Kind)
        case structure([Field])

        /// An array of structures of these fields.
        static func structures(_ fields: [Field]) -> Kind { .array(.structure(fields)) }
    }

    let name: String
    let kind: Kind
    let from: Int16
    let to: Int16
    /// The first version in which the field may be null; above every version when it may never be.
    let nullableFrom: Int16
    /// What the writer takes when the message has no such value.
    let fallback: Value

    init(
        _ name: String,
        _ kind: Kind,
        from: Int16 = 0,
        to: Int16 = .max,
        nullableFrom: Int16 = .max,
        default fallback: Value? = .integer(0)
    ) {
        self.name = name
        self.kind = kind
        self.from = from
        self.to = to
        self.nullableFrom = nullableFrom
        self.fallback = fallback ?? .null
    }

    /// The frame most messages about partitions have: topics by name, and in each its partitions by number with these
    /// fields.
    static func partitions(_ fields: [Field], to: Int16 = .max) -> Field {
        let partition = [Field("partitionIndex", .int32)] + fields
        return Field(
            "topics",
            .structures([Field("name", .string), Field("partitions", .structures(partition))]),
            to: to
        )
    }

    /// Whether a version has the field.
    func isIn(_ version: Int16) -> Bool { from <= version && version <= to }
}
