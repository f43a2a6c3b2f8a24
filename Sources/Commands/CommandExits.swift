import Offsets
import Syntax

/// The exit codes that several commands share, in the words of their help.
///
/// They come with the options whose subject they are about, so that no command has the options without the codes. A
/// command names its own ones only, or says in its own words what one of these means for it.
enum CommandExits {
    static let done = exit(.done, "done")

    /// Of every command.
    static let everywhere = [
        exit(.usage, "the command line is wrong"),
        exit(.internalFault, "a bug in tidemark, or in a library it uses"),
        exit(.inputOutput, "reading or writing failed"),
        exit(.interrupted, "interrupted by Ctrl-C"),
        exit(.terminated, "terminated (SIGTERM or terminal closed)"),
    ]

    /// Of a command that talks to a cluster.
    static let cluster = [
        exit(.failure, "another failure"),
        exit(.unreachable, "no broker answers within the time"),
        exit(.internalFault, "the Kafka client library crashed or hung, or another bug"),
        denied,
        configuration,
    ]

    /// Of a command that reads the store.
    static let reading = [
        exit(.damagedData, "a file of the store is damaged"),
        exit(.notFound, "there is no such store"),
        denied,
        configuration,
    ]

    /// Of a command that writes to the store.
    static let writing =
        reading + [
            exit(.cannotCreate, "a file of the store cannot be created"),
            exit(.busy, "another tidemark is writing to the store"),
        ]

    /// Of a command that makes a plan and carries it out.
    static let planned = [
        exit(.done, "written and verified; or shown, or declined, and nothing written"),
        exit(.failure, "whether it was written is unknown, or another failure"),
        exit(.partial, "written, but something else has moved or uses some of the groups since"),
        exit(.usage, "the command line is wrong, or there is no terminal to prompt on; nothing written"),
        exit(.busy, "another tidemark writes to the journal, or to this cluster"),
        exit(.refused, "refused, nothing written: a group has members, or another finding"),
    ]

    /// Of a command that can save its plan.
    static let planFile = exit(.cannotCreate, "the --plan-out file already exists, or cannot be created")

    /// Of a command that talks to a cluster and writes no offsets.
    static let clusterChanged = exit(.refused, "the name of the cluster stood for another one before")

    private static let denied = exit(.denied, "not permitted by the cluster or the system")
    private static let configuration = exit(
        .configuration,
        "a setting is wrong, or the store was written by a newer tidemark"
    )

    /// An exit code with a meaning of the command's own.
    static func exit(_ code: ExitCode, _ meaning: String) -> CommandExit {
        CommandExit(code.rawValue, meaning)
    }
}
