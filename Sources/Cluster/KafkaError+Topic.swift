extension KafkaError {
    /// What librdkafka writes behind the name and number of a partition whose topic the principal may not touch.
    private static let refusal = "](\(KafkaError(.topicAuthorizationFailed).message))"

    /// The topic that the principal may not touch, where the message names one: a transaction fails as a whole, and which
    /// of its partitions was refused stands in the text alone, as `… orders[0](Broker: Topic authorization failed) …`.
    public var forbiddenTopic: String? {
        guard code == .topicAuthorizationFailed else { return nil }
        let text = Array(message.utf8)
        let mark = Array(Self.refusal.utf8)
        guard text.count > mark.count,
            let end = (0...(text.count - mark.count)).first(where: { text[$0..<($0 + mark.count)].elementsEqual(mark) }
            ),
            let bracket = text[..<end].lastIndex(of: UInt8(ascii: "["))
        else { return nil }
        let name = text[..<bracket].suffix(while: Self.isLegal)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    /// Whether topics may have this byte in their names.
    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension ArraySlice<UInt8> {
    /// The longest end of which every byte fits.
    fileprivate func suffix(while fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        guard let last = lastIndex(where: { !fits($0) }) else { return self }
        return self[(last + 1)...]
    }
}
