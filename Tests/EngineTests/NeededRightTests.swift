import Foundation
import Offsets
import Testing

@testable import Engine

/// What doctor looks for and what the README tells operators to grant.
struct NeededRightTests {
    private static let start = "kafka-acls --bootstrap-server kafka-1:9092 --add --allow-principal User:tidemark "

    private static func options(_ rights: [MissingRight]) -> Set<String> {
        let grantee = Grantee(servers: "kafka-1:9092", user: "tidemark")
        return Set(rights.map { String(MissingRight.grant([$0], to: grantee).dropFirst(start.count)) })
    }

    /// The commands in the README's table, of a row that begins so.
    private static func rows(_ who: String) throws -> Set<String> {
        let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let table = try #require(
            text.components(separatedBy: "<!-- rights: what doctor looks for -->").last?
                .components(separatedBy: "<!-- end of rights -->").first
        )
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| \(who)") }
        return Set(rows.compactMap { $0.components(separatedBy: "`").dropFirst().first })
    }

    @Test func `the README's table has exactly the rights that doctor looks for, in its words`() throws {
        #expect(try Self.rows("captures") == Self.options(NeededRight.capture))
        #expect(try Self.rows("restores") == Self.options(NeededRight.restore))
    }

    @Test func `rights of one operation are one command, others are further ones`() {
        let grantee = Grantee(servers: "kafka-1:9092", user: "tidemark")
        let all = MissingRight.grant(NeededRight.capture + NeededRight.restore, to: grantee)
        #expect(
            all.components(separatedBy: "; ") == [
                Self.start + "--operation Describe --cluster --group '*' --topic '*'",
                Self.start + "--operation DescribeConfigs --cluster",
                Self.start + "--operation Read --group '*' --topic '*'",
                Self.start + "--operation Write --transactional-id tidemark- --resource-pattern-type prefixed",
                Self.start + "--operation Delete --group '*'",
            ]
        )
    }

    @Test func `names that a shell would read otherwise are in quotes`() {
        let grantee = Grantee(servers: "kafka-1:9092", user: "CN=tide mark,O=it's")
        let right = MissingRight(.read, on: .group(GroupID("a b")))
        let quoted = "'User:CN=tide mark,O=it'\\''s' --operation Read --group 'a b'"
        #expect(MissingRight.grant([right], to: grantee).hasSuffix(quoted))
    }
}
