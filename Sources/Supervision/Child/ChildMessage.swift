/// What a supervised child tells its supervisor while it works.
enum ChildMessage: Hashable, Sendable {
    /// It begins to put out what it was asked for.
    case answer
    /// It needs up to so many milliseconds to end, once it is asked to.
    case grace(milliseconds: Int64)
    /// It is alive.
    case heartbeat

    /// The bytes of the longest message.
    static let longest = 1 + MemoryLayout<Int64>.size
    /// How many messages are read at one look; a child writes a few in its life, or one every few seconds.
    static let mostAtOnce = 64

    private static let answerTag: UInt8 = 1
    private static let graceTag: UInt8 = 2
    private static let heartbeatTag: UInt8 = 3

    /// The message as it is sent.
    var bytes: [UInt8] {
        switch self {
        case .answer: [Self.answerTag]
        case .heartbeat: [Self.heartbeatTag]
        case .grace(let milliseconds):
            [Self.graceTag]
                + (0..<MemoryLayout<Int64>.size).map { UInt8(truncatingIfNeeded: milliseconds >> (8 * Int64($0))) }
        }
    }

    /// Reads a message; `nil` when the bytes are none.
    init?(_ bytes: some Collection<UInt8>) {
        switch (bytes.first, bytes.count) {
        case (Self.answerTag, 1): self = .answer
        case (Self.heartbeatTag, 1): self = .heartbeat
        case (Self.graceTag, Self.longest):
            let number = bytes.dropFirst().reversed().reduce(into: 0 as UInt64) { $0 = $0 << 8 | UInt64($1) }
            let milliseconds = Int64(bitPattern: number)
            guard milliseconds >= 0 else { return nil }
            self = .grace(milliseconds: milliseconds)
        default: return nil
        }
    }
}
