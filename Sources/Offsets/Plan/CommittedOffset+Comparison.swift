extension CommittedOffset {
    /// Whether both stand for the same committed position: the same offset with the same metadata.
    ///
    /// The partition is not compared, and neither is the leader epoch, which no client library writes back as it was.
    public func holdsSame(as other: CommittedOffset) -> Bool {
        offset == other.offset && metadata == other.metadata
    }

    /// The same metadata at an offset of the same partition, without a leader epoch.
    func at(_ offset: Int64) -> CommittedOffset {
        CommittedOffset(topicPartition, offset: offset, metadata: metadata)
    }
}
