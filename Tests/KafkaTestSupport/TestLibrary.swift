internal import CRDKafka
public import Testing

/// The librdkafka that the tests run on, and the programs that they start.
public enum TestLibrary {
    /// Whether it is this version or a newer one.
    public static func isAtLeast(_ major: Int32, _ minor: Int32, _ patch: Int32 = 0) -> Bool {
        rd_kafka_version() >= major << 24 | minor << 16 | patch << 8
    }
}

extension Trait where Self == ConditionTrait {
    /// The test is about what librdkafka tells from a version on; with an older one it is skipped, with this reason.
    public static func needsLibrary(_ major: Int32, _ minor: Int32) -> Self {
        let version = unsafe String(cString: rd_kafka_version_str())
        return .enabled(
            if: TestLibrary.isAtLeast(major, minor),
            "needs librdkafka \(major).\(minor), and this is \(version): run it by scripts/with-newer-librdkafka"
        )
    }
}
