/// What `tidemark restore --json` prints.
package struct PlanDocument: Decodable, Sendable {
    /// The plan.
    package struct Plan: Decodable, Sendable {
        package let digest: String
        package let kind: String
        package let `protocol`: String
        package let steps: [Step]
        package let summary: Summary
    }

    /// What a plan does to one partition.
    package struct Step: Decodable, Sendable {
        package let group: String
        package let topic: String
        package let partition: Int32
        package let action: String
        package let from: Int64?
        package let to: Int64?
        package let finding: String?
        package let translation: Translation?
    }

    /// How an offset was found that stands for one of another log.
    package struct Translation: Decodable, Hashable, Sendable {
        package let sourceOffset: Int64
        package let exactness: String
        package let again: Int64?
    }

    /// The counts of a plan.
    package struct Summary: Decodable, Sendable {
        package let groups: Int
        package let set: Int
        package let keep: Int
        package let blocking: [Blocking]
    }

    /// A finding that stops a plan.
    package struct Blocking: Decodable, Sendable {
        package let finding: String
        package let group: String
        package let topic: String?
        package let partition: Int32?
    }

    /// A run.
    package struct Run: Decodable, Sendable {
        package let id: String
        package let state: String
        package let verified: Int?
        package let mismatches: [Mismatch]
        package let unread: [UnreadGroup]
        package let error: ErrorDocument.Failure?
    }

    /// A group of which it is not known what it holds.
    package struct UnreadGroup: Decodable, Sendable {
        package let group: String
        package let reason: String
    }

    /// A partition that does not hold what it should.
    package struct Mismatch: Decodable, Hashable, Sendable {
        package let group: String
        package let topic: String
        package let partition: Int32
        package let expected: Int64?
        package let found: Int64?

        package init(group: String, topic: String, partition: Int32, expected: Int64?, found: Int64?) {
            self.group = group
            self.topic = topic
            self.partition = partition
            self.expected = expected
            self.found = found
        }
    }

    package let schemaVersion: Int
    package let plan: Plan
    package let run: Run?
}
