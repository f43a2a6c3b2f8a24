import Glibc

/// A signal as it reached this process.
struct ReceivedSignal: Hashable, Sendable {
    /// The system's number.
    let number: Int32
    /// The process that sent it with `kill`; `nil` when the kernel did, as for a key on the terminal.
    let sender: pid_t?
}
