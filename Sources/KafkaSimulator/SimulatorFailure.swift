/// Why a simulator could not start.
public struct SimulatorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried and the system's error number, for instance `listen on 127.0.0.1: error 24`.
    public let message: String

    init(_ operation: String, code: Int32) {
        message = "\(operation): error \(code)"
    }

    /// The message.
    public var description: String { message }
}
