import Offsets

/// The object `{"groups", "set", "delete", "keep", "skip", "new", "rewound", "advanced", …, "blocking"}`.
struct PlanSummaryPayload: JSONPayload {
    let summary: PlanSummary

    init(_ summary: PlanSummary) {
        self.summary = summary
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("groups", summary.groups)
            json.member("set", summary.set)
            json.member("delete", summary.delete)
            json.member("keep", summary.keep)
            json.member("skip", summary.skip)
            json.member("new", summary.created)
            json.member("rewound", summary.rewound)
            json.member("advanced", summary.advanced)
            json.member("metadataOnly", summary.metadataOnly)
            json.member("clamped", summary.clamped)
            json.member("largestRewind", summary.largestRewind)
            json.member("largestAdvance", summary.largestAdvance)
            json.member("blocking", array: summary.blocking.lazy.map(BlockingFindingPayload.init))
        }
    }
}
