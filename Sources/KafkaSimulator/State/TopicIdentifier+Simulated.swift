import KafkaProtocol

extension TopicIdentifier {
    /// The identifier of the n-th topic a cluster made, with the bits that mark a UUID as random.
    static func ofTopic(number: Int) -> [UInt8] {
        var mixed = UInt64(bitPattern: Int64(number)) &* 0x9e37_79b9_7f4a_7c15
        var bytes = (0..<size).map { index in
            mixed ^= mixed >> 29
            mixed = mixed &* 0xbf58_476d_1ce4_e5b9
            return UInt8(truncatingIfNeeded: mixed >> UInt64(index))
        }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return bytes
    }
}
