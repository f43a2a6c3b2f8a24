public import Offsets

/// A request to end that reached a command.
public struct Interruption: Hashable, Sendable {
    /// Where it came from.
    public enum Reason: Hashable, Sendable {
        /// A signal.
        case signal(InterruptSignal)
        /// The supervising process is gone, so that nobody waits for the result.
        case supervisorDied
    }

    /// Where it came from.
    public let reason: Reason
    /// The how many-th request this is, from 1; those after the first come while the command is cleaning up.
    public let count: Int

    /// The code of a command that ended cleanly for it.
    public var code: TidemarkError.Code { reason == .signal(.interrupt) ? .interrupted : .terminated }
}
