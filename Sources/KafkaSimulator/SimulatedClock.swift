/// Where the brokers' time comes from: it decides over sessions, open transactions and what expires.
public enum SimulatedClock: Hashable, Sendable {
    /// The machine's.
    case system
    /// It stands at this many milliseconds since 1970 until `Simulator.advance(by:)` moves it.
    case standing(at: Int64)
}
