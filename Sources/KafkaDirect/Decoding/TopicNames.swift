/// Topic names as Swift strings, one string a topic however many partitions and groups name it.
struct TopicNames {
    private static let firstBuckets = 64

    private var names: [String] = []
    /// Places in ``names`` by the bytes of the name, or −1; a power of two of them, at most half of them taken.
    private var buckets = [Int](repeating: -1, count: firstBuckets)

    /// The name of these bytes as a shared string.
    mutating func name(_ bytes: ArraySlice<UInt8>) -> String {
        var bucket = Self.hash(bytes) & (buckets.count - 1)
        while buckets[bucket] >= 0 {
            let name = names[buckets[bucket]]
            if name.utf8.elementsEqual(bytes) { return name }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        let name = String(decoding: bytes, as: UTF8.self)
        // A name that is not UTF-8 becomes another one, be it as long, and is not found by its bytes again.
        guard name.utf8.elementsEqual(bytes) else { return name }
        names.append(name)
        buckets[bucket] = names.count - 1
        if names.count * 2 > buckets.count { grow() }
        return name
    }

    private mutating func grow() {
        buckets = [Int](repeating: -1, count: buckets.count * 4)
        for (index, name) in names.enumerated() {
            var bucket = Self.hash(name.utf8) & (buckets.count - 1)
            while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = index
        }
    }

    /// FNV-1a in 64 bits.
    private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(truncatingIfNeeded: hash >> 1)
    }
}
