internal import Synchronization

/// Topic names as Swift strings, one string object a topic however many partitions and groups name it.
struct TopicNames {
    /// The names met by any reply of this process: a few thousand at most, where a cluster has millions of offsets.
    private static let known = Mutex<[String: String]>([:])

    private var last = ""

    /// The name in librdkafka's memory as a shared string.
    mutating func name(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        let name = unsafe String(cString: text)
        if name == last { return last }
        last = Self.known.withLock { known in
            if let shared = known[name] { return shared }
            known[name] = name
            return name
        }
        return last
    }
}
