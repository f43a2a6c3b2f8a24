import Engine
import Kafka
import Offsets

@testable import Commands

extension CommandContext {
    /// A context that keeps what is written, without a terminal and, unless one is given, without a cluster.
    static func test(
        output: OutputSink,
        messages: OutputSink = Memory().sink(),
        environment: [String: String] = [:],
        cluster: (any Cluster)? = nil
    ) -> CommandContext {
        CommandContext(
            output: output,
            messages: messages,
            terminal: TerminalTraits(showsMessages: false, width: Defaults.width),
            environment: environment,
            isRoot: false,
            connect: { configuration throws(TidemarkError) in
                guard let cluster else {
                    throw TidemarkError(
                        "unreachable",
                        "no broker at \(configuration.bootstrapServers)",
                        exitCode: .unreachable
                    )
                }
                return cluster
            },
            stop: StopRequest()
        )
    }
}
