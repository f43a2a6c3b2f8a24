import KafkaTestSupport
import Offsets
import SQLite
import Testing

/// A terminal that shows nothing more, because somebody has pressed Ctrl-S, holds no transaction open.
@Suite(.serialized)
struct StoppedTerminalTests {
    /// Ctrl-S and Ctrl-Q.
    private static let (stop, goOn) = ("\u{13}", "\u{11}")
    /// A second after it has begun to carry out the plan, a command shows where it is.
    private static let untilProgress = Duration.seconds(2)
    /// A state may be over before it is seen.
    private static let tries = 20
    /// How long a transaction of a few offsets is open on a busy machine once nothing holds it.
    private static let longest = Duration.seconds(30)

    @Test(arguments: TestCluster.all)
    func `a restore ends while its terminal is stopped`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(5, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.withoutOtherRestores {
                for _ in 0..<Self.tries {
                    try await cluster.moveOffsets(of: seeded)
                    let known = Set(try Self.runs(of: user))
                    let terminal = try PseudoTerminal()
                    let command = try user.start(["restore", "latest", "--yes"], terminal: terminal)
                    guard let held = try HeldJournal.reaching("open", of: user.store, by: command, except: known) else {
                        _ = try await command.result()
                        continue
                    }
                    let run = held.run
                    terminal.type(Self.stop)
                    let since = ContinuousClock.now
                    try await Waiting.until("progress is due") { since.duration(to: .now) > Self.untilProgress }
                    try held.release()
                    try await Waiting.until("the run is done, though nobody can see it", within: Self.longest) {
                        try HeldJournal.state(of: run, in: user.store) == "done"
                    }
                    #expect(!command.hasEnded, "what is left to say waits for the terminal")
                    terminal.type(Self.goOn)
                    let result = try await command.result()
                    #expect(result.exitCode == .done, "\(result)")
                    #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
                    return
                }
                Issue.record("no restore could be held in \(Self.tries) tries")
            }
        }
    }

    /// The runs that a journal has, none where there is no journal.
    private static func runs(of user: User) throws -> [String] {
        guard
            let database = try? Database(
                path: "\(user.store.directory)/journal.sqlite",
                access: .read,
                busyTimeout: .seconds(10)
            )
        else { return [] }
        return try database.prepare("SELECT id FROM run").map { (row: borrowing Row) throws(SQLiteError) in
            try row.text(0)
        }
    }
}
