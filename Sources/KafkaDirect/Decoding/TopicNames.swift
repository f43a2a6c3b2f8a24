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

    /// Swift's own, which begins in each process with other numbers: nobody can choose names that collide.
    private static func hash(_ bytes: some Collection<UInt8>) -> Int {
        var hasher = Hasher()
        let isWhole: Void? = bytes.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if isWhole == nil { for byte in bytes { hasher.combine(byte) } }
        return hasher.finalize() & .max
    }
}
