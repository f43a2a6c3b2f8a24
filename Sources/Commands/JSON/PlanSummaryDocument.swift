import Offsets

/// What ``PlanSummaryPayload`` writes, read again.
struct PlanSummaryDocument: Decodable {
    private enum Key: String, CodingKey {
        case groups, set, delete, keep, skip, new, rewound, advanced, metadataOnly, clamped, largestRewind,
            largestAdvance
        case blocking
    }

    /// What stops the plan.
    let blocking: [BlockingFinding]
    /// The counts and movements, in the order in which they are written.
    private let numbers: [Int64]

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        blocking = try json.decode([BlockingFindingDocument].self, forKey: .blocking).map(\.finding)
        numbers = try [
            Key.groups, .set, .delete, .keep, .skip, .new, .rewound, .advanced, .metadataOnly, .clamped,
            .largestRewind, .largestAdvance,
        ].map { try json.decode(Int64.self, forKey: $0) }
    }

    /// Whether these are the numbers of a plan.
    func fits(_ summary: PlanSummary) -> Bool {
        let counts = [
            summary.groups, summary.set, summary.delete, summary.keep, summary.skip, summary.created,
            summary.rewound, summary.advanced, summary.metadataOnly, summary.clamped,
        ]
        return numbers == counts.map(Int64.init) + [summary.largestRewind, summary.largestAdvance]
    }
}
