import Cluster
import Engine
import Kafka
import Offsets
import Testing

@testable import Commands

extension CommandContext {
    /// Where there is no configuration file, whatever is on this machine.
    static let noConfiguration = "/dev/null/tidemark.toml"

    /// A context that keeps what is written, without a cluster unless one is given (`others` by their bootstrap servers), and on a terminal only where
    /// somebody answers.
    static func test(
        output: OutputSink,
        messages: OutputSink = Memory().sink(),
        environment: [String: String] = [:],
        terminal: TerminalTraits? = nil,
        cluster: (any Cluster)? = nil,
        others: [String: any Cluster] = [:],
        answer: TypedAnswer? = nil,
        beforeAnswer: @escaping @Sendable () -> Void = {}
    ) -> CommandContext {
        var context = CommandContext(
            output: output,
            messages: messages,
            terminal: terminal
                ?? TerminalTraits(showsMessages: false, canAsk: answer != nil, width: Defaults.width),
            environment: environment,
            isRoot: false,
            connect: { configuration throws(TidemarkError) in
                guard let cluster = others[configuration.bootstrapServers] ?? cluster else {
                    throw TidemarkError(
                        .unreachable,
                        "no broker at \(configuration.bootstrapServers)"
                    )
                }
                return cluster
            },
            typedAnswer: { _, prompt in
                prompt()
                beforeAnswer()
                if answer == nil { Issue.record("a question was asked off a terminal") }
                return answer ?? .end
            },
            stop: StopRequest()
        )
        context.usualConfiguration = noConfiguration
        return context
    }
}
