import Glibc
import Offsets
import Supervision

/// A child that behaves as a test asks for, or a supervisor of one.
///
/// `child BEHAVIOUR [ARGUMENT…]` behaves so; `supervisor DEADLINE GRACE BEHAVIOUR [ARGUMENT…]` (milliseconds) supervises
/// a child that does, and prints the error there is; `again` supervises itself with the same arguments; `afterwards`
/// sends itself a SIGTERM when it has supervised a child.
@main
struct Main {
    static func main() async {
        _ = SupervisedChild.current
        // The program that runs the tests may ignore Ctrl-C, as a shell's background job does.
        for number in [SIGINT, SIGHUP, SIGTERM] { signal(number, SIG_DFL) }
        // A test that crashes on purpose leaves no core.
        var none = rlimit()
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "supervisor": exit(await supervise(Array(arguments.dropFirst())))
        case "service":
            // A service has a use of its own for SIGHUP, and its children end by the others.
            signal(SIGHUP) { _ in }
            exit(await supervise(Array(arguments.dropFirst()), signals: [.interrupt, .terminate]))
        case "again" where !SupervisedChild.isOne: exit(await supervise(command(nil)))
        case "afterwards":
            _ = await supervise(command(["fixture", "exit", "0"]))
            kill(getpid(), SIGTERM)
            while true { pause() }
        default: exit(await Behaviour.run(Array(arguments.drop { $0 == "child" })))
        }
    }

    private static func supervise(
        _ arguments: [String],
        signals: Set<InterruptSignal> = Set(InterruptSignal.allCases)
    ) async -> Int32 {
        guard arguments.count > 2, let deadline = Int(arguments[0]), let grace = Int(arguments[1]) else {
            return ExitCode.usage.rawValue
        }
        // A test signals the two of them as a terminal does its foreground group.
        if arguments[2] == "group" { _ = setpgid(0, 0) }
        return await supervise(
            command(["fixture"] + arguments.dropFirst(2), .milliseconds(deadline), .milliseconds(grace), signals)
        )
    }

    private static func command(
        _ arguments: [String]?,
        _ deadline: Duration = .seconds(20),
        _ grace: Duration = .seconds(20),
        _ signals: Set<InterruptSignal> = Set(InterruptSignal.allCases)
    ) -> SupervisedCommand {
        SupervisedCommand(
            activity: "misbehaving",
            arguments: arguments,
            patience: .until(.after(deadline)),
            grace: grace,
            writes: false,
            signals: signals
        )
    }

    private static func supervise(_ command: SupervisedCommand) async -> Int32 {
        do throws(TidemarkError) {
            return try await Supervisor().run(command).outcome.exitCode(of: command)
        } catch {
            Report.standardError("\(error)\n")
            return error.exitCode.rawValue
        }
    }
}
