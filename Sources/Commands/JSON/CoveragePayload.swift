import Offsets

/// C: what a capture was to hold and what it lacks.
struct CoveragePayload: JSONPayload {
    let coverage: Coverage

    init(_ coverage: Coverage) {
        self.coverage = coverage
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("listed", coverage.listed)
            json.member("selected", coverage.selected)
            json.member("captured", coverage.captured)
            json.member("failed", array: coverage.failed.map(GroupFailurePayload.init))
            json.member("unreadableBrokers", array: coverage.unreadableBrokers)
            json.member("unreadablePartitions", array: coverage.unreadablePartitions.map(PartitionFailurePayload.init))
        }
    }
}
