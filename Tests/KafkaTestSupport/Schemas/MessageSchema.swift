/// The shape of a request or an answer as Kafka's own sources have it: a file of `common/message` in its jar.
package struct MessageSchema: Decodable, Sendable {
    /// The number of its API, `nil` for what is neither a request nor an answer.
    package let apiKey: Int16?
    /// `request`, `response`, `header` or `data`.
    package let type: String
    /// Its name, for instance `MetadataRequest`.
    package let name: String
    /// The versions this release has.
    package let validVersions: SchemaVersions
    private let flexibleVersions: SchemaVersions?
    /// There are none in what a release no longer has.
    private let fields: [SchemaField]?
    private let commonStructs: [SchemaField]?

    /// Whether a version has compact lengths and tagged fields.
    package func isFlexible(_ version: Int16) -> Bool { flexibleVersions?.contains(version) == true }

    /// The fields of a version in their order, each as a line that says where it is, what it holds and whether it may be
    /// null: `topics[].name: string?`.
    ///
    /// Tagged fields are left out.
    package func lines(version: Int16) -> [String] {
        lines(of: fields ?? [], at: "", version: version)
    }

    private func lines(of fields: [SchemaField], at path: String, version: Int16) -> [String] {
        fields.flatMap { field -> [String] in
            guard field.versions.contains(version), field.taggedVersions?.contains(version) != true,
                let type = field.type
            else { return [] }
            let isArray = type.hasPrefix("[]")
            let element = isArray ? String(type.dropFirst(2)) : type
            let name = field.name.replacing(Self.ofOldVersions, with: "")
            let place = path + name.prefix(1).lowercased() + name.dropFirst() + (isArray ? "[]" : "")
            let mark = field.nullableVersions?.contains(version) == true ? "?" : ""
            let parts = field.fields ?? commonStructs?.first { $0.name == element }?.fields
            guard let parts else { return ["\(place): \(Self.names[element] ?? element)\(mark)"] }
            return ["\(place): structure\(mark)"] + lines(of: parts, at: "\(place).", version: version)
        }
    }

    /// What AddPartitionsToTxn adds to the names of the fields of clients, since brokers have others of their own.
    private static let ofOldVersions = "V3AndBelow"

    /// What is called otherwise in our tables; records are bytes to them.
    private static let names = ["bool": "boolean", "uuid": "identifier", "records": "bytes"]
}

/// One field of a schema, or a structure that several fields hold.
private struct SchemaField: Decodable, Sendable {
    let name: String
    let type: String?
    let versions: SchemaVersions
    let nullableVersions: SchemaVersions?
    let taggedVersions: SchemaVersions?
    let fields: [SchemaField]?
}

/// A range of versions in the words of the schemas: `none`, `3`, `0-2` or `4+`.
package struct SchemaVersions: Decodable, Sendable {
    /// The versions, `nil` for none of them.
    package let range: ClosedRange<Int16>?

    /// Reads one; what is not one of the four forms is an error.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let ends = text.split(separator: "-").map { Int16($0) }
        if text == "none" {
            range = nil
        } else if text.hasSuffix("+"), let first = Int16(text.dropLast()) {
            range = first...Int16.max
        } else if let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last {
            range = first...last
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no versions: \(text)")
        }
    }

    /// Whether a version is among them.
    package func contains(_ version: Int16) -> Bool { range?.contains(version) == true }
}
