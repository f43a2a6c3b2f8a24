import KafkaProtocol

/// How much memory what was read of an answer takes.
enum Footprint {
    /// What an array has beside its elements: its own head, and what the allocator adds.
    private static let head = 40
    /// The allocator's smallest step.
    private static let step = 16

    /// The bytes of a message beside the value itself.
    static func bytes(of message: Structure) -> Int {
        array(message.entries.capacity, MemoryLayout<Structure.Entry>.stride)
            + message.entries.reduce(0) { $0 + bytes(of: $1.value) }
    }

    private static func bytes(of value: Value) -> Int {
        switch value {
        case .null, .boolean, .integer: 0
        case .text(let text): array(text.bytes.capacity, 1)
        case .bytes(let bytes): array(bytes.capacity, 1)
        case .array(let values):
            array(values.capacity, MemoryLayout<Value>.stride) + values.reduce(0) { $0 + bytes(of: $1) }
        case .structure(let message): bytes(of: message)
        }
    }

    private static func array(_ capacity: Int, _ stride: Int) -> Int {
        capacity == 0 ? 0 : (head + capacity * stride + step - 1) / step * step
    }
}
