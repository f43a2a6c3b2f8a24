/// Which of the two clients reads a cluster and writes to it.
public enum ClientChoice: String, Hashable, Sendable, CaseIterable {
    /// Our own where it understands every property that is given, librdkafka otherwise.
    case auto
    /// Our own; a property that it does not understand is refused.
    case direct
    /// librdkafka.
    case librdkafka
}
