import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Store
import TestSupport
import Testing

/// Tab in a real bash, zsh and fish: what is then run has exactly the arguments that were meant.
@Suite(.serialized, .needs("bash"), .needs("zsh"), .needs("fish"))
struct ShellCompletionTests {
    /// Groups with everything in their names that means something to a shell.
    private static let groups = [
        "with space", "orders:eu", "it's mine", "say \"hi\"", "cash$HOME", "back\\slash", "semi;colon&more", "tick`id`",
        "glob*b?", "bang!x", "equal=sign", "100%", "über uns", "-dash", "~tilde", "#hash", "paren(s)", "<angle>",
        "[bracket]", "{brace}", "pipe|d",
    ]

    /// What is typed before Tab, and the arguments that the program is to be run with.
    private static let lines: [(typed: String, arguments: [String])] =
        [
            ("snap", ["snapshot"]), ("list --js", ["list", "--json"]), ("job pa", ["job", "pause"]),
            ("restore latest --mode ex", ["restore", "latest", "--mode", "exact"]),
            ("restore latest --mode=ex", ["restore", "latest", "--mode=exact"]),
            ("job run ni", ["job", "run", "nightly"]), ("groups --cluster pr", ["groups", "--cluster", "prod"]),
            ("restore latest --topic pay", ["restore", "latest", "--topic", "payments"]),
            ("restore latest --group glo", ["restore", "latest", "--group", "glob\\*b\\?"]),
            ("history orders:", ["history", "orders:eu"]), ("history with\\ s", ["history", "with space"]),
            ("history -- -d", ["history", "--", "-dash"]), ("apply pl", ["apply", "plan file"]),
            ("help guar", ["help", "guarantee"]),
        ]
        + ["wit", "ord", "it", "say", "cas", "bac", "sem", "tic", "glo", "ban", "equ", "100", "übe", "par", "pip"].map {
            beginning in
            ("history \(beginning)", ["history", groups.first { $0.hasPrefix(beginning) } ?? ""])
        }
        + ["\\~", "\\#", "\\<", "\\[", "\\{"].map { beginning in
            ("history \(beginning)", ["history", groups.first { $0.first == beginning.last } ?? ""])
        }
        + ["wit", "ord", "cas", "bac", "sem", "glo", "it"].map { beginning in
            ("history \"\(beginning)", ["history", groups.first { $0.hasPrefix(beginning) } ?? ""])
        }
        + ["wit", "ord", "cas", "bac", "sem", "glo", "tic"].map { beginning in
            ("history '\(beginning)", ["history", groups.first { $0.hasPrefix(beginning) } ?? ""])
        }

    @Test(arguments: CompletingShell.Kind.allCases)
    func `what Tab completes is run with just the arguments that were meant`(_ kind: CompletingShell.Kind) async throws
    {
        let id = SnapshotID(text: "20261121T030000Z")
        let shell = try await CompletingShell(kind, groups: Self.groups)
        for (typed, arguments) in Self.lines {
            #expect(try await shell.arguments(after: typed) == arguments, "\(kind) \(typed)")
        }
        let shown = try await shell.arguments(after: "show \(id.text)")
        #expect(shown == ["show", shell.snapshot], "\(kind)")
    }

    @Test(arguments: CompletingShell.Kind.allCases)
    func `Tab lists snapshots with their times and states`(_ kind: CompletingShell.Kind) async throws {
        let shell = try await CompletingShell(kind, groups: ["one"])
        try await shell.lists("show ", "2026-11-21 03:00Z, complete, 1 group")
    }

    @Test(arguments: CompletingShell.Kind.allCases)
    func `Tab changes nothing and says nothing where the store is gone`(_ kind: CompletingShell.Kind) async throws {
        let shell = try await CompletingShell(kind, groups: ["one"])
        try shell.removeStore()
        #expect(try await shell.arguments(after: "show 2026") == ["show", "2026"])
        #expect(try await shell.arguments(after: "history on") == ["history", "on"])
    }
}

/// A shell at a terminal with the completion of this source, and a store whose newest snapshot has some groups.
final class CompletingShell: Sendable {
    enum Kind: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case bash, zsh, fish

        var testDescription: String { rawValue }
    }

    private static let prompt = "ready> "
    private static let checkout = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private static let completions = "\(checkout)/packaging/completions"

    /// The snapshot in the store.
    let snapshot: String
    private let scratch: ScratchDirectory
    private let terminal: PseudoTerminal
    private let command: RunningCommand

    init(_ kind: Kind, groups: [String]) async throws {
        scratch = try ScratchDirectory(named: "tidemark-shell")
        snapshot = try await Self.save(groups, to: scratch.store)
        try Self.prepare(scratch)
        let home = scratch.path
        let start =
            switch kind {
            case .bash: "exec bash --rcfile '\(home)/bashrc' -i"
            case .zsh: "exec zsh -i"
            case .fish: "exec fish --no-config -C 'source \(home)/config.fish'"
            }
        terminal = try PseudoTerminal()
        command = try RunningCommand(
            [],
            environment: [
                "HOME": home, "ZDOTDIR": home, "TERM": "xterm", "LC_ALL": "C.UTF-8", "TIDEMARK_STORE": scratch.store,
                "TIDEMARK_CONFIG": scratch.file("tidemark.toml"), "PATH": "\(home):/usr/bin:/bin",
            ],
            output: .captured,
            terminal: terminal,
            behind: ["/bin/sh", "-c", "cd '\(home)' && \(start) >/dev/tty"]
        )
        try await terminal.shows(Self.prompt)
    }

    /// The arguments that the program is run with when somebody types this, and presses Tab and Return.
    func arguments(after typed: String) async throws -> [String] {
        try? FileManager.default.removeItem(atPath: scratch.file("arguments"))
        terminal.type("tidemark \(typed)\t\r")
        try await Waiting.until(
            "\(typed) is run; the terminal shows \(terminal.text.suffix(500))",
            within: .seconds(30)
        ) {
            FileManager.default.fileExists(atPath: self.scratch.file("arguments"))
        }
        let text = String(decoding: try scratch.bytes("arguments"), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// Returns when what is listed for Tab has a text in it; the line stays as it is typed then.
    func lists(_ typed: String, _ text: String) async throws {
        terminal.type("tidemark \(typed)\t\t")
        try await terminal.shows(text)
    }

    func removeStore() throws {
        try FileManager.default.removeItem(atPath: scratch.store)
    }

    /// Writes what the shells read first, and a program of our name that only the completion runs in earnest.
    private static func prepare(_ scratch: borrowing ScratchDirectory) throws {
        let arguments = scratch.file("arguments")
        let program = """
            #!/bin/sh
            [ "$1" = __complete ] && exec '\(BuiltProgram.path)' "$@"
            printf '%s\\n' "$@" >'\(arguments).new' && mv '\(arguments).new' '\(arguments)'

            """
        try scratch.write(program.utf8, to: "tidemark")
        _ = unsafe chmod(scratch.file("tidemark"), 0o755)
        let bash = "PS1='\(prompt)'\nset +o history\n. '\(completions)/tidemark.bash'\n"
        try scratch.write(bash.utf8, to: "bashrc")
        let zsh =
            "fpath=('\(completions)' $fpath)\nautoload -Uz compinit; compinit -u -D\nPROMPT='\(prompt)'\nunsetopt beep\n"
        try scratch.write(zsh.utf8, to: ".zshrc")
        let fish = "source '\(completions)/tidemark.fish'\nfunction fish_prompt; echo '\(prompt)'; end\n"
        try scratch.write(fish.utf8, to: "config.fish")
        try scratch.write("a plan".utf8, to: "plan file")
        let configuration =
            "[cluster.prod]\nbootstrap-servers = [\"kafka-1:9092\"]\n[job.nightly]\nschedule = \"*-*-* 03:00:00\"\n"
        try scratch.write(configuration.utf8, to: "tidemark.toml")
    }

    private static func save(_ groups: [String], to directory: String) async throws -> String {
        let start = try #require(Timestamp(rfc3339: "2026-11-21T03:00:00Z"))
        let snapshot = Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: "c-1", name: "prod"),
                bootstrapServers: "kafka-1:9092",
                startedAt: start,
                finishedAt: start,
                tidemarkVersion: TidemarkVersion.current,
                client: "2.0.2"
            ),
            coverage: Coverage(
                listed: groups.count,
                selected: groups.count,
                captured: groups.count,
                visibility: Visibility(.all)
            ),
            groups: groups.sorted { GroupID($0) < GroupID($1) }.map { name in
                let partition = TopicPartition(topic: "payments", partition: 0)
                return GroupOffsets(
                    group: GroupID(name),
                    state: .empty,
                    type: .classic,
                    offsets: [CommittedOffset(partition, offset: 1)]
                )
            },
            topics: [
                TopicLogs(topic: "payments", id: nil, partitionCount: 1, bounds: [0: LogBounds(start: 0, end: 9)])
            ]
        )
        let store = try await SnapshotStore.open(directory, for: .writing(wait: .zero))
        return try await store.save(snapshot).id.text
    }
}
