internal import CRDKafka
public import Testing

extension Trait where Self == ConditionTrait {
    /// The test is about what librdkafka tells from a version on; with an older one it is skipped, with this reason.
    public static func needsLibrary(_ major: Int32, _ minor: Int32) -> Self {
        let version = unsafe String(cString: rd_kafka_version_str())
        return .enabled(
            if: rd_kafka_version() >= major << 24 | minor << 16,
            "needs librdkafka \(major).\(minor), and this is \(version): run it by scripts/with-newer-librdkafka"
        )
    }
}
