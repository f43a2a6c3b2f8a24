/// Why a simulator could not start.
public struct SimulatorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried and the system's error number, for instance `listen on 127.0.0.1:9092: error 98`.
    public let message: String
    /// The system's error number, 0 when it gave none.
    public let code: Int32

    init(_ operation: String, code: Int32) {
        message = "\(operation): error \(code)"
        self.code = code
    }

    /// The message.
    public var description: String { message }
}
