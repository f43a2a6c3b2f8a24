import Offsets
import Syntax

/// The exit codes that several commands share, in the words of their help.
enum CommandExits {
    static let done = exit(.done, "done")
    static let usage = exit(.usage, "the command line is wrong")
    static let damaged = exit(.damagedData, "a snapshot is damaged")
    static let unreachable = exit(.unreachable, "no broker answers within the time")
    static let internalFault = exit(.internalFault, "the Kafka client library crashed or hung")
    static let inputOutput = exit(.inputOutput, "reading or writing failed")
    static let denied = exit(.denied, "not permitted by the cluster or the system")
    static let configuration = exit(.configuration, "a setting is wrong, or the store is of a newer tidemark")

    /// An exit code with a meaning of the command's own.
    static func exit(_ code: ExitCode, _ meaning: String) -> CommandExit {
        CommandExit(code.rawValue, meaning)
    }
}
