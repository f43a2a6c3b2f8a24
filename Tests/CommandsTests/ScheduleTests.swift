import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

struct ScheduleTests {
    private static let hasZones = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Paris")

    private static func run(
        _ words: String...,
        environment: [String: String] = [:]
    ) async -> (
        exitCode: ExitCode, output: String, messages: String
    ) {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(
            output: output.sink(),
            messages: messages.sink(),
            environment: environment
        )
        let exitCode = await Program.tidemark.run(["schedule", "check"] + words, in: context)
        return (exitCode, output.text, messages.text)
    }

    @Test func `a schedule is shown with its next times`() async {
        let result = await Self.run("Mon..Fri 3:00", "--after", "2026-11-26T03:00:00Z", "-n", "2")
        let expected = """
            schedule: Mon..Fri *-*-* 03:00:00
            zone:     UTC
            next:     Fri 2026-11-27 03:00:00 UTC
                      Mon 2026-11-30 03:00:00 UTC

            """
        #expect(result == (.done, expected, ""))
    }

    @Test(.enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `in a zone, the time there and in UTC are shown`() async {
        let result = await Self.run("daily Europe/Paris", "--after", "2026-11-26T03:00:00Z", "-n", "1")
        #expect(result.output.hasSuffix("next:     Fri 2026-11-27 00:00:00 CET  (2026-11-26T23:00:00Z)\n"))
        let json = await Self.run(
            "daily",
            "--zone",
            "Europe/Paris",
            "--after",
            "2026-11-26T03:00:00Z",
            "-n",
            "1",
            "--json"
        )
        let expected =
            #"{"schemaVersion":1,"schedule":"*-*-* 00:00:00","zone":"Europe/Paris","times":["#
            + #"{"at":"2026-11-26T23:00:00Z","local":"Fri 2026-11-27 00:00:00 CET"}]}"# + "\n"
        #expect(json.output == expected)
    }

    @Test(arguments: [
        (["0 3 * * *"], "Write '*-*-* 3:0'."), (["25:00"], "the hours go from 0 to 23"),
        (["daily Z"], "there is no time zone 'Z'"), (["daily", "--zone", "../../etc/passwd"], "there is no time zone"),
        (["daily", "--zone", "Europe"], "there is no time zone 'Europe'"),
        (["daily UTC", "--zone", "Europe/Paris"], "--zone says Europe/Paris"),
        (["*-02-30"], "'*-02-30' is never due again"), (["daily", "-n", "0"], "from 1 to 1000"),
        (["daily", "--after", "soon"], "'soon' is not a time; write for example 2026"), ([], "EXPRESSION is missing"),
    ])
    func `a mistake is exit 64 and says what to write`(_ words: [String], _ part: String) async {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(), messages: messages.sink())
        #expect(await Program.tidemark.run(["schedule", "check"] + words, in: context) == .usage)
        #expect(output.text.isEmpty)
        #expect(messages.text.contains(part), "\(messages.text)")
    }

    @Test func `a damaged file of the time zone database is exit 78`() async throws {
        let directory = try ScratchDirectory()
        try directory.write("TZif".utf8, to: "Broken")
        let result = await Self.run("daily Broken", environment: ["TZDIR": directory.path])
        #expect(result.exitCode == .configuration)
        #expect(result.messages.contains("the time zone file of Broken cannot be read"))
    }
}
