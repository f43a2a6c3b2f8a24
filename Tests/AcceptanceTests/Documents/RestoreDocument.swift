/// What `tidemark restore --json` prints.
struct RestoreDocument: Decodable, Sendable {
    /// The plan.
    struct Plan: Decodable, Sendable {
        let digest: String
        let kind: String
        let steps: [Step]
        let summary: Summary
    }

    /// What a plan does to one partition.
    struct Step: Decodable, Sendable {
        let group: String
        let topic: String
        let partition: Int32
        let action: String
        let from: Int64?
        let to: Int64?
        let finding: String?
    }

    /// The counts of a plan.
    struct Summary: Decodable, Sendable {
        let groups: Int
        let set: Int
        let keep: Int
        let blocking: [Blocking]
    }

    /// A finding that stops a plan.
    struct Blocking: Decodable, Sendable {
        let finding: String
        let group: String
        let topic: String?
        let partition: Int32?
    }

    /// A run.
    struct Run: Decodable, Sendable {
        let id: String
        let state: String
        let verified: Int
    }

    let schemaVersion: Int
    let plan: Plan
    let run: Run?
}
