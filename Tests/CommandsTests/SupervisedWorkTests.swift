import Syntax
import Testing

@testable import Commands

struct SupervisedWorkTests {
    private static func work(_ words: [String], environment: [String: String] = [:]) throws -> SupervisedWork {
        let context = CommandContext.test(output: Memory().sink(), environment: environment)
        return try #require(try Program.tidemark.supervisedWork(words, in: context))
    }

    @Test func `a recovery gets the options that say where to look, as they were given`() throws {
        let work = try Self.work(
            [
                "restore", "latest", "--group", "a", "--store=/s", "-X", "a=-b", "-Xc==d", "--timeout", "30s", "--json",
                "--yes", "--no-progress",
            ],
            environment: ["TIDEMARK_BOOTSTRAP_SERVER": "kafka:9092"]
        )
        let recovery = try #require(work.recovery)
        #expect(
            recovery == [
                "recover", "-X=a=-b", "-X=c==d", "--timeout=30s", "--store=/s", "--no-progress", "--wait=1m",
            ]
        )
        // What the words mean is what was meant.
        let (invocation, _, _) = try Program.tidemark.parse(recovery, in: .test(output: Memory().sink()))
        guard case .run(let arguments) = invocation else {
            Issue.record("\(invocation)")
            return
        }
        let properties = try arguments[ClusterOptions.property]
        #expect(properties.map(\.name) == ["a", "c"])
        #expect(properties.map(\.value) == ["-b", "=d"])
        #expect(try arguments[StoreOptions.store] == "/s")
    }

    @Test func `only a command that may write is recovered, and a recovery is not recovered in turn`() throws {
        #expect(try Self.work(["restore", "latest", "--yes"]).writes)
        #expect(try !Self.work(["restore", "latest", "--yes"]).asks)
        #expect(try Self.work(["restore", "latest"]).asks)
        #expect(try !Self.work(["restore", "latest", "--dry-run"]).writes)
        #expect(try !Self.work(["restore", "latest", "--json"]).writes)
        #expect(try Self.work(["recover"]).recovery == nil)
        #expect(try Self.work(["snapshot"]).recovery == nil)
    }
}
