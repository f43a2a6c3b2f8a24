import Daemon
import Offsets
import Testing

/// The lag of chosen groups, from snapshots.
struct GroupLagsTests {
    @Test func `lag is what is left in all logs, and an offset beyond the end hides none of it`() throws {
        var lags = try GroupLags(groups: ["shop"], limit: 10)
        lags.note(MetricsSample.snapshot(groups: ["shop"]), of: "prod", by: "nightly")
        #expect(lags.samples.map(\.records) == [5])
    }

    @Test func `only chosen groups are shown`() throws {
        var lags = try GroupLags(groups: ["billing-*", "re:^s.op$"], limit: 10)
        lags.note(MetricsSample.snapshot(groups: ["billing-a", "shop", "other"]), of: "prod", by: "nightly")
        #expect(lags.samples.map(\.group.name) == ["billing-a", "shop"])
        #expect(lags.leftOut == 0)
    }

    @Test func `without patterns none is chosen, and a star is every group`() throws {
        var none = try GroupLags(groups: [], limit: 10)
        none.note(MetricsSample.snapshot(groups: ["a"]), of: "prod", by: "nightly")
        #expect(!none.isWanted && none.samples.isEmpty && none.leftOut == 0)
        var all = try GroupLags(groups: ["*"], limit: 10)
        all.note(MetricsSample.snapshot(groups: ["a"]), of: "prod", by: "nightly")
        #expect(all.isWanted && all.samples.count == 1)
    }

    @Test(arguments: [0, 1, 3, 4, 5, 100])
    func `the limit holds over all clusters, and what it leaves out is counted`(limit: Int) throws {
        var lags = try GroupLags(groups: ["*"], limit: limit)
        lags.note(MetricsSample.snapshot(groups: ["b", "a", "c"]), of: "prod", by: "nightly")
        lags.note(MetricsSample.snapshot(groups: ["a", "b"]), of: "staging", by: "staging")
        let names = ["prod a", "prod b", "prod c", "staging a", "staging b"].prefix(limit)
        #expect(lags.samples.map { "\($0.cluster) \($0.group.name)" } == Array(names))
        #expect(lags.leftOut == 5 - names.count)
    }

    @Test func `a group with a log whose end is not known is counted and not shown`() throws {
        var lags = try GroupLags(groups: ["*"], limit: 10)
        lags.note(MetricsSample.snapshot(groups: ["a", "b"], unbound: ["a"]), of: "prod", by: "nightly")
        #expect(lags.samples.map(\.group.name) == ["b"])
        #expect(lags.unknown == 1 && lags.leftOut == 0)
    }

    @Test func `a newer snapshot replaces the older one of its job, and a job that is gone is forgotten`()
        throws
    {
        var lags = try GroupLags(groups: ["*"], limit: 10)
        lags.note(MetricsSample.snapshot(groups: ["a", "b"]), of: "prod", by: "nightly")
        lags.note(MetricsSample.snapshot(groups: ["x"]), of: "staging", by: "staging")
        lags.note(MetricsSample.snapshot(groups: ["c"]), of: "prod", by: "nightly")
        #expect(lags.samples.map(\.group.name) == ["c", "x"])
        lags.keep(jobs: ["staging": "staging", "nightly": "other"])
        #expect(lags.samples.map(\.group.name) == ["x"])
    }

    @Test func `of a group that several jobs capture the newest snapshot counts, whichever is read last`() throws {
        var lags = try GroupLags(groups: ["*"], limit: 10)
        var newer = MetricsSample.snapshot(groups: ["a", "b"], unbound: ["a"])
        newer.origin.startedAt = Timestamp(nanoseconds: 1)
        lags.note(newer, of: "prod", by: "often")
        lags.note(MetricsSample.snapshot(groups: ["a", "b", "c"]), of: "prod", by: "nightly")
        #expect(lags.samples.map(\.group.name) == ["b", "c"])
        #expect(lags.unknown == 1 && lags.leftOut == 0)
    }

    @Test func `a pattern that is none is an error`() {
        #expect(throws: TidemarkError.self) { try GroupLags(groups: ["re:("], limit: 1) }
    }
}
