import Foundation

/// The schemas of a release's requests and answers, by the number of their API.
package struct ReleaseSchemas: Sendable {
    /// What is asked.
    package let requests: [Int16: MessageSchema]
    /// What is answered.
    package let responses: [Int16: MessageSchema]

    /// Reads them from the release's own jar, which is where its brokers run.
    package init(version: String) async throws {
        let home = try await Program(version, KafkaTool.script, ["home", version]).finish()
        let jar = "\(home.split(separator: "\n").last ?? "")/libs/kafka-clients-\(version).jar"
        let output = try await Program.run("python3", ["-c", Self.reading, jar])
        let texts = try JSONDecoder().decode([String].self, from: Data(output.utf8))
        let schemas = try texts.map { text in
            let lines = text.split(separator: "\n").filter { !$0.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") }
            return try JSONDecoder().decode(MessageSchema.self, from: Data(lines.joined(separator: "\n").utf8))
        }
        requests = Self.byNumber(schemas, "request")
        responses = Self.byNumber(schemas, "response")
    }

    private static func byNumber(_ schemas: [MessageSchema], _ type: String) -> [Int16: MessageSchema] {
        let pairs = schemas.compactMap { schema in
            schema.type == type ? schema.apiKey.map { ($0, schema) } : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Writes the texts of a jar's schemas as one array.
    private static let reading = """
        from json import dumps
        from sys import argv
        from zipfile import ZipFile
        jar = ZipFile(argv[1])
        names = [name for name in jar.namelist() if name.startswith("common/message/") and name.endswith(".json")]
        print(dumps([jar.read(name).decode() for name in names]))
        """
}
