import FoundationEssentials
import Testing

/// Years of simulated time; each with its seed, which says everything that happens in it.
struct SimulatedYearTests {
    /// How many years: these few every time, and as many as TIDEMARK_SIMULATED_YEARS says.
    private static let years = UInt64(ProcessInfo.processInfo.environment["TIDEMARK_SIMULATED_YEARS"] ?? "") ?? 6

    @Test(arguments: 1...years)
    func `every time that a job is due is dealt with once, whatever happens to the machine`(_ seed: UInt64) throws {
        var year = try SimulatedYear(seed: seed)
        try year.live()
        #expect(year.starts > 500)
        for ledger in year.ledgers.values { #expect(ledger.ran + ledger.caughtUp + ledger.paused + ledger.skipped > 0) }
    }
}
