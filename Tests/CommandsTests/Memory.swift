import Synchronization

@testable import Commands

/// What a command wrote, kept in memory.
final class Memory: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let deliveries = Mutex(0)

    /// Everything delivered so far.
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    /// How often something was delivered.
    var deliveryCount: Int { deliveries.withLock { $0 } }

    /// A sink that delivers to this memory, until it has the outcome to give for a delivery.
    func sink(answering outcome: @escaping @Sendable (Int) -> OutputSink.Delivery = { _ in .delivered }) -> OutputSink {
        OutputSink(name: "standard output") { block in
            let count = self.deliveries.withLock { count in
                count += 1
                return count
            }
            let answer = outcome(count)
            if answer == .delivered { self.bytes.withLock { $0 += block } }
            return answer
        }
    }
}
