import Cluster
import EngineTestSupport
import Offsets
import Synchronization
import Testing

@testable import Commands

/// `--watch`: look after look.
struct WatchTests {
    /// Thrown by a pause that somebody interrupts.
    private struct Interrupted: Error {}

    private static let screen = TerminalTraits(showsMessages: true, showsOutput: true, width: 80, height: 24)

    /// Watches while a group consumes 10 records between two looks, and is interrupted in the third pause.
    private static func watch(
        _ words: [String],
        terminal: TerminalTraits? = nil,
        environment: [String: String] = [:]
    ) async -> (run: CommandRun, cluster: DictionaryCluster) {
        let cluster = DictionaryCluster(groups: ["a", "b"])
        let run = await CommandRun(
            words,
            cluster,
            store: "/none",
            environment: environment,
            terminal: terminal,
            pause: { number in
                guard number < 3 else { throw Interrupted() }
                cluster.change { $0.commit("a", "orders", 0, 42 + Int64(number) * 10) }
            }
        )
        return (run, cluster)
    }

    @Test(arguments: [["describe", "a", "--watch", "--json"], ["groups", "--watch=1s", "--json", "--group", "a"]])
    func `with json each look is a line, and an interruption is the end`(_ words: [String]) async {
        let (run, _) = await Self.watch(words)
        #expect(run.exitCode == .interrupted, "\(run)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3, "\(run)")
        #expect(lines.first?.contains(#""consumption":null"#) == true, "\(run)")
        #expect(lines.dropFirst().allSatisfy { $0.contains(#""consumed":10,"produced":0"#) }, "\(run)")
        #expect(lines.allSatisfy { $0.hasPrefix(#"{"schemaVersion":1,"at":""#) }, "\(run)")
        #expect(run.messages.isEmpty, "\(run)")
    }

    @Test func `on a terminal each look takes the place of the one before`() async {
        let (run, _) = await Self.watch(["describe", "a", "--watch"], terminal: Self.screen)
        #expect(run.exitCode == .interrupted, "\(run)")
        #expect(run.output.split(separator: "\u{1b}[H", omittingEmptySubsequences: false).count == 4, "\(run)")
        #expect(run.output.hasPrefix("\u{1b}[2J\u{1b}[H"), "\(run)")
        #expect(run.output.contains("every 5s, Ctrl-C ends"), "\(run)")
        #expect(run.output.contains("RATE") && run.output.contains("TO ZERO"), "\(run)")
    }

    @Test func `a terminal that becomes smaller is drawn as small as it is`() async {
        let cluster = DictionaryCluster(groups: (0..<30).map { "group-with-a-name-\($0)" })
        let looks = Mutex(0)
        let run = await CommandRun(
            ["describe", "*", "--watch"],
            cluster,
            store: "/none",
            terminal: TerminalTraits(showsMessages: true, showsOutput: true, width: 200, height: 100),
            screen: { looks.withLock { $0 } == 0 ? nil : ScreenSize(columns: 60, rows: 10) },
            pause: { number in
                looks.withLock { $0 = number }
                guard number < 2 else { throw Interrupted() }
            }
        )
        #expect(run.exitCode == .interrupted, "\(run)")
        let frames = run.output.split(separator: "\u{1b}[H")
        // What erases comes before the first frame.
        #expect(frames.count == 3, "\(run)")
        #expect(frames[1].contains("group-with-a-name-29 ") && frames[1].contains("LOG END"), "\(run)")
        let lines = frames[2].split(separator: "\n").filter { !$0.hasPrefix("\u{1b}[J") }
        #expect(lines.count <= 9 && lines.last?.contains("that this screen has no room for") == true, "\(run)")
        #expect(!frames[2].contains("LOG END"), "\(run)")
    }

    @Test(arguments: [["TERM": "dumb"], nil] as [[String: String]?])
    func `elsewhere each look is below the one before`(_ environment: [String: String]?) async {
        let terminal = environment == nil ? nil : Self.screen
        let (run, _) = await Self.watch(
            ["groups", "--watch"],
            terminal: terminal,
            environment: environment ?? [:]
        )
        #expect(run.exitCode == .interrupted && !run.output.contains("\u{1b}"), "\(run)")
        #expect(run.output.split(separator: "\n").count { $0.contains("Ctrl-C ends") } == 3, "\(run)")
        #expect(run.output.split(separator: "\n").count { $0.hasPrefix("a ") } == 3, "\(run)")
    }

    @Test(arguments: [["describe", "*", "--watch"], ["groups", "--watch", "--json"]])
    func `a reader that has gone ends it quietly`(_ words: [String]) async {
        let output = Memory()
        let messages = Memory()
        let cluster = DictionaryCluster(groups: ["a"])
        let pauses = Mutex(0)
        var context = CommandContext.test(
            output: output.sink { $0 == 1 ? .delivered : .closed },
            messages: messages.sink(),
            environment: ["TIDEMARK_STORE": "/none", "TIDEMARK_BOOTSTRAP_SERVER": "memory:9092"],
            cluster: cluster
        )
        context.pause = { _ in pauses.withLock { $0 += 1 } }
        #expect(await Program.tidemark.run(words, in: context) == .done)
        #expect(pauses.withLock { $0 } == 1)
        #expect(messages.text.isEmpty, "\(messages.text)")
    }

    @Test func `a look that fails ends it with its error`() async {
        let cluster = DictionaryCluster(groups: ["a"])
        let run = await CommandRun(
            ["groups", "--watch", "--json"],
            cluster,
            store: "/none",
            pause: { _ in cluster.add(.at(.metadata, number: nil, .fails(KafkaError(.allBrokersDown)))) }
        )
        #expect(run.exitCode == .unreachable, "\(run)")
        #expect(run.output.split(separator: "\n").count == 2, "the error is a line of its own: \(run)")
    }

    @Test func `what a look lacks is said once, until it is something else`() async {
        let cluster = DictionaryCluster(groups: ["a"])
        let run = await CommandRun(
            ["groups", "--watch"],
            cluster,
            store: "/none",
            pause: { number in
                switch number {
                case 1, 2: cluster.change { $0.brokerErrors = [KafkaError(.timedOut, "broker 1 is silent")] }
                default: throw Interrupted()
                }
            }
        )
        #expect(run.messages.split(separator: "\n").count { $0.contains("a broker did not list") } == 1, "\(run)")
    }

    @Test func `a screen that is too small says how much it has no room for`() {
        let frame = Frame(width: 10, height: 5, style: .plain) { sink in
            for number in 0..<9 { sink.writeLine("\(number)") }
        }
        #expect(frame.lines == ["0", "1", "2", "… and 6 lines that this screen has no room for"])
        let wide = Frame(width: 10, height: 5, style: .plain) { sink in
            sink.writeLine(String(repeating: "x", count: 25))
            sink.writeLine("\u{1b}[1mheading\u{1b}[0m")
        }
        #expect(wide.lines.count == 2)
        let full = Frame(width: 10, height: 3, style: .plain) { sink in
            sink.writeLine(String(repeating: "x", count: 25))
        }
        #expect(full.lines == ["… and 1 line that this screen has no room for"])
    }

    @Test func `a watch has no end of its own, and its supervisor waits for signs of life`() throws {
        let context = CommandContext.test(output: Memory().sink())
        let watch = try #require(
            try Program.tidemark.supervisedWork(["groups", "--watch=10s", "--timeout", "30s"], in: context)
        )
        #expect(watch.silence == .seconds(42))
        let look = try #require(try Program.tidemark.supervisedWork(["groups"], in: context))
        #expect(look.silence == nil)
    }
}
