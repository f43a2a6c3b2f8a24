import Cluster
import Engine
import EngineTestSupport
import Kafka
import Offsets
import Synchronization

@testable import Commands

/// What a command line comes to as far as the connection to a cluster that answers to any name.
struct ConnectionAttempt: Sendable {
    /// What a command connects with.
    private final class Seen: Sendable {
        let configuration = Mutex<KafkaConfiguration?>(nil)
    }

    let exitCode: ExitCode
    let output: String
    let messages: String
    /// `nil` when the command did not get that far.
    let configuration: KafkaConfiguration?

    init(
        _ words: [String],
        environment: [String: String] = [:],
        cluster: DictionaryCluster = DictionaryCluster(groups: ["billing"]),
        usualConfiguration: String = CommandContext.noConfiguration
    ) async {
        let seen = Seen()
        let (output, messages) = (Memory(), Memory())
        var context = CommandContext(
            output: output.sink(),
            messages: messages.sink(),
            terminal: TerminalTraits(showsMessages: false, canAsk: false, width: Defaults.width),
            environment: environment,
            isRoot: false,
            connect: { configuration throws(TidemarkError) in
                seen.configuration.withLock { $0 = configuration }
                return cluster
            },
            typedAnswer: { _, _ in .end },
            stop: StopRequest()
        )
        context.usualConfiguration = usualConfiguration
        exitCode = await Program.tidemark.run(words, in: context)
        self.output = output.text
        self.messages = messages.text
        configuration = seen.configuration.withLock { $0 }
    }

    /// The value of a property that the connection has.
    func value(_ name: String) -> String? { configuration?.properties.last { $0.name == name }?.value }
}
