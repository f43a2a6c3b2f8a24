/// Who writes a transaction, as its coordinator knows it: the producer id and the epoch that it gave (KIP-98).
///
/// Each transaction of our own client has an epoch of its own, so that the two name the transaction as well.
public struct ProducerIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Kafka's producer id, 0 or more.
    public let id: Int64
    /// The epoch, 0 or more.
    public let epoch: Int16

    /// A producer of an epoch.
    public init(id: Int64, epoch: Int16) {
        self.id = id
        self.epoch = epoch
    }

    /// Both in words.
    public var description: String { "producer \(id), epoch \(epoch)" }
}
