import Offsets
import Syntax
import Testing

@testable import Commands

struct HelpTests {
    /// Every command that does something, by the words that call it.
    private static let commands = leaves(of: Program.tidemark.groups.flatMap(\.commands), behind: [])
    private static let names = commands.map { $0.words.joined(separator: " ") }

    private static func leaves(of commands: [Command], behind words: [String]) -> [(words: [String], command: Command)]
    {
        commands.flatMap { command in
            let words = words + [command.syntax.name]
            return command.subcommands.isEmpty ? [(words, command)] : leaves(of: command.subcommands, behind: words)
        }
    }

    private static func command(_ name: String) throws -> Command {
        try #require(commands.first { $0.words.joined(separator: " ") == name }).command
    }

    @Test(arguments: names)
    func `every command's help stays within the terminal and names its exit codes`(name: String) async throws {
        let output = Memory()
        let exitCode = await Program.tidemark.run(
            name.split(separator: " ").map(String.init) + ["--help"],
            in: .test(output: output.sink())
        )
        #expect(exitCode == .done)
        #expect(output.text.contains("\nUsage: tidemark \(name) [OPTION…]"))
        #expect(output.text.contains("\nExit codes:\n  0   "))
        let wide = output.text.split(separator: "\n").filter {
            $0.count > Defaults.width && !$0.contains("  tidemark ")
        }
        #expect(wide.isEmpty)
    }

    @Test(arguments: names)
    func `no command declares an option twice, or an exit code that does not exist`(name: String) throws {
        let syntax = try Self.command(name).syntax
        let options = syntax.options.flatMap(\.options).map(\.name.description)
        #expect(options.count == Set(options).count)
        #expect(syntax.exits.allSatisfy { ExitCode(rawValue: $0.code) != nil })
        #expect(syntax.exits.map(\.code) == syntax.exits.map(\.code).sorted())
    }

    @Test(arguments: names)
    func `every command names the exit codes that any command can end with`(name: String) throws {
        let command = try Self.command(name)
        var codes: Set<ExitCode> = [.done, .usage, .internalFault, .inputOutput, .interrupted, .terminated]
        if command.supervision != nil { codes.formUnion([.failure, .unreachable, .denied, .configuration]) }
        let named = Set(command.syntax.exits.compactMap { ExitCode(rawValue: $0.code) })
        #expect(named.isSuperset(of: codes))
    }

    @Test(arguments: [("restore", [1, 3, 73, 75, 79]), ("recover", [1, 3, 73, 75, 79]), ("log", [65, 66])])
    func `commands that use the store, or write to a cluster, name what can come of it`(
        name: String,
        codes: [Int32]
    ) throws {
        let command = try Self.command(name)
        #expect(Set(command.syntax.exits.map(\.code)).isSuperset(of: codes))
    }

    @Test(arguments: ["restore", "copy", "rename", "reset", "delete", "undo", "apply"])
    func `every command that writes to groups waits for members, leaves their groups out, and takes a reason`(
        name: String
    ) throws {
        let command = try Self.command(name)
        #expect(command.has(RunOptions.waitEmpty) && command.has(PolicyOptions.onActive))
        #expect(command.has(ReasonOption.reason) && command.has(PlanOptions.yes) && command.has(PlanOptions.dryRun))
        let plan: [ExitCode] = [.done, .failure, .partial, .usage, .busy, .refused]
        #expect(Set(command.syntax.exits.map(\.code)).isSuperset(of: plan.map(\.rawValue)))
    }

    @Test func `a command with subcommands says so, and wants one of them`() async {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(), messages: messages.sink())
        #expect(await Program.tidemark.run(["schedule", "--help"], in: context) == .done)
        #expect(output.text.contains("Usage: tidemark schedule COMMAND"))
        #expect(output.text.contains("\n  check  "))
        #expect(await Program.tidemark.run(["schedule"], in: context) == .usage)
        #expect(await Program.tidemark.run(["schedule", "chekc"], in: context) == .usage)
        #expect(messages.text.contains("Did you mean 'check'?"))
    }

    @Test(arguments: [["help", "schedule", "check"], ["schedule", "help", "check"], ["schedule", "check", "--help"]])
    func `the help of a nested command is found in every usual way`(words: [String]) async {
        let help = await Self.help(words)
        #expect(help.exitCode == .done)
        #expect(help.output.contains("\nUsage: tidemark schedule check [OPTION…] EXPRESSION\n"))
        #expect(help.messages.isEmpty)
    }

    @Test(arguments: [["help", "schedule", "chekc"], ["schedule", "help", "chekc"], ["schedule", "chekc"]])
    func `a misspelt nested command gets the nearest one`(words: [String]) async {
        let help = await Self.help(words)
        #expect(help.exitCode == .usage)
        #expect(help.messages.contains("'chekc' is not a command of tidemark schedule"))
        #expect(help.messages.contains("Did you mean 'check'?"))
    }

    private static func help(_ words: [String]) async -> (exitCode: ExitCode, output: String, messages: String) {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(), messages: messages.sink())
        let exitCode = await Program.tidemark.run(words, in: context)
        return (exitCode, output.text, messages.text)
    }

    @Test func `an error is explained by its code`() async {
        let help = await Self.help(["help", "wrong-cluster"])
        #expect(help.exitCode == .done)
        #expect(help.output.hasPrefix("wrong-cluster (exit code 79)\n\nThe snapshot, the plan or the run belongs to "))
        #expect(help.output.contains("\n\nWhat to do: Check `--cluster` or `--bootstrap-server`."))
        #expect(help.messages.isEmpty)
    }

    @Test(arguments: TidemarkError.Code.allCases)
    func `every error has a page within the terminal`(_ code: TidemarkError.Code) async {
        let help = await Self.help(["help", code.rawValue])
        #expect(help.exitCode == .done)
        #expect(help.output.hasPrefix("\(code.rawValue) (exit code \(code.exitCode.rawValue))\n"))
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= Defaults.width })
    }

    @Test func `the list of errors has every code with its exit code and its meaning`() async {
        let help = await Self.help(["help", "errors"])
        #expect(help.exitCode == .done)
        for code in TidemarkError.Code.allCases {
            let line = help.output.split(separator: "\n").first { $0.hasPrefix("  \(code.rawValue) ") }
            #expect(line?.contains(" (\(code.exitCode.rawValue)) ") == true, "\(code.rawValue)")
        }
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= Defaults.width })
    }

    @Test(arguments: [("wrong-clutser", "wrong-cluster"), ("erors", "errors"), ("restroe", "restore")])
    func `a misspelt topic gets the nearest one`(word: String, meant: String) async {
        let help = await Self.help(["help", word])
        #expect(help.exitCode == .usage)
        #expect(help.output.isEmpty)
        #expect(help.messages.contains("'\(word)' is neither a command nor a topic of tidemark"))
        #expect(help.messages.contains("Did you mean '\(meant)'?"))
    }

    @Test func `the help of the program names the list of errors, and no error is called like a command`() async {
        let help = await Self.help(["--help"])
        for topic in ["guarantee", "configuration", "errors"] {
            #expect(help.output.contains("\n  \(topic) "))
        }
        #expect(help.output.contains("  Every error by its code and exit code;"))
        #expect(help.output.contains("'tidemark help TOPIC'"))
        #expect(
            Set(Program.tidemark.topics.map(\.name)).isDisjoint(
                with: Program.tidemark.syntax.subcommands.flatMap { $0.commands.map(\.name) }
            )
        )
    }
}
