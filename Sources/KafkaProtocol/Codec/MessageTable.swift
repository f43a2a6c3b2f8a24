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

/// One field of a message: its name, what it holds, and in which versions.
///
/// Tagged fields are in no table: the reader skips them, the writer writes none.
public struct Field: Sendable {
    /// What a field holds.
    public indirect enum Kind: Sendable {
        /// True or false.
        case boolean
        /// A signed number of 8 bits.
        case int8
        /// A signed number of 16 bits.
        case int16
        /// A number of 16 bits without a sign.
        case uint16
        /// A signed number of 32 bits.
        case int32
        /// A signed number of 64 bits.
        case int64
        /// Sixteen bytes that name a topic.
        case identifier
        /// UTF-8 after its length.
        case string
        /// Bytes after their length.
        case bytes
        /// Elements after their number.
        case array(Kind)
        /// Fields one after another.
        case structure([Field])

        /// An array of structures of these fields.
        public static func structures(_ fields: [Field]) -> Kind { .array(.structure(fields)) }

        /// The fewest bytes that a value which is not null takes in a version.
        func fewestBytes(version: Int16, isFlexible: Bool) -> Int {
            switch self {
            case .boolean, .int8: 1
            case .int16, .uint16: 2
            case .int32: 4
            case .int64: 8
            case .identifier: TopicIdentifier.size
            case .string: isFlexible ? 1 : 2
            case .bytes, .array: isFlexible ? 1 : 4
            case .structure(let fields):
                fields.reduce(isFlexible ? 1 : 0) { sum, field in
                    guard field.isIn(version) else { return sum }
                    // A structure that may be null has one byte that says so.
                    if case .structure = field.kind, version >= field.nullableFrom { return sum + 1 }
                    return sum + field.kind.fewestBytes(version: version, isFlexible: isFlexible)
                }
            }
        }
    }

    /// Kafka's name for it.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// The first version that has it.
    public let from: Int16
    /// The last version that has it.
    public let to: Int16
    /// The first version in which the field may be null; above every version when it may never be.
    public let nullableFrom: Int16
    /// What the writer takes when the message has no such value.
    public let fallback: Value

    /// A field of these versions.
    public init(
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
    public static func partitions(_ fields: [Field], to: Int16 = .max) -> Field {
        let partition = [Field("partitionIndex", .int32)] + fields
        return Field(
            "topics",
            .structures([Field("name", .string), Field("partitions", .structures(partition))]),
            to: to
        )
    }

    /// Whether a version has the field.
    public func isIn(_ version: Int16) -> Bool { from <= version && version <= to }
}
