import Offsets
import Syntax
import Testing

@testable import Commands

struct HelpTests {
    private static let commands = Program.tidemark.groups.flatMap(\.commands)

    @Test(arguments: commands.map(\.syntax.name))
    func `every command's help stays within the terminal and names its exit codes`(name: String) async throws {
        let output = Memory()
        let exitCode = await Program.tidemark.run([name, "--help"], in: .test(output: output.sink()))
        #expect(exitCode == .done)
        #expect(output.text.contains("\nUsage: tidemark \(name) [OPTION…]"))
        #expect(output.text.contains("\nExit codes:\n  0   "))
        let wide = output.text.split(separator: "\n").filter {
            $0.count > Defaults.width && !$0.contains("  tidemark ")
        }
        #expect(wide.isEmpty)
    }

    @Test(arguments: commands.map(\.syntax.name))
    func `no command declares an option twice, or an exit code that does not exist`(name: String) throws {
        let syntax = try #require(Self.commands.first { $0.syntax.name == name }).syntax
        let options = syntax.options.flatMap(\.options).map(\.name.description)
        #expect(options.count == Set(options).count)
        #expect(syntax.exits.allSatisfy { ExitCode(rawValue: $0.code) != nil })
        #expect(syntax.exits.map(\.code) == syntax.exits.map(\.code).sorted())
    }

    @Test(arguments: commands.map(\.syntax.name))
    func `every command names the exit codes that any command can end with`(name: String) throws {
        let command = try #require(Self.commands.first { $0.syntax.name == name })
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
        let command = try #require(Self.commands.first { $0.syntax.name == name })
        #expect(Set(command.syntax.exits.map(\.code)).isSuperset(of: codes))
    }
}
