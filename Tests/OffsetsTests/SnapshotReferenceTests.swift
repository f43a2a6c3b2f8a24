import Offsets
import Testing

struct SnapshotReferenceTests {
    private static func reference(_ text: String) throws -> SnapshotReference {
        try SnapshotReference(text) { time throws(TidemarkError) in
            // 2026-11-27T12:00:00Z.
            try TimeReader.utc(now: Timestamp(nanoseconds: 1_795_780_800_000_000_000)).moments(of: time)
        }
    }

    @Test(arguments: [("latest", 0), ("latest~0", 0), ("latest~2", 2), ("latest~1000000", 1_000_000)])
    func `latest counts backwards`(text: String, back: Int) throws {
        #expect(try Self.reference(text) == .latest(back: back))
    }

    @Test(arguments: [
        ("@2026-11-21T03:00Z", 1_795_230_000_999_999_999), ("@2026-11-21T03:00:00Z", 1_795_230_000_999_999_999),
        ("@2026-11-21T03:00:01Z", 1_795_230_001_999_999_999), ("@2026-11-21T04:00+01:00", 1_795_230_000_999_999_999),
        ("@2026-11-21T03:00:00.5Z", 1_795_230_000_500_000_000),
        ("@2026-11-21T03:00:00.123456789Z", 1_795_230_000_123_456_789),
        ("@2026-11-20T21:30:00-05:30", 1_795_230_000_999_999_999),
        ("@2026-11-21 03:00", 1_795_230_000_999_999_999), ("@2026-11-21 03:00Z", 1_795_230_000_999_999_999),
        ("@2026-11-21", 1_795_305_599_999_999_999), ("@2h", 1_795_773_600_000_000_000),
        ("@03:00", 1_795_748_400_999_999_999), ("@yesterday 03:00", 1_795_662_000_999_999_999),
        ("@2262-04-11T23:47:16.854775807Z", Int64.max),
    ])
    func `a time means its last nanosecond`(text: String, nanoseconds: Int64) throws {
        #expect(try Self.reference(text) == .atOrBefore(Timestamp(nanoseconds: nanoseconds)))
    }

    @Test(arguments: ["20261121T030000Z-1a2b3c4d", "20261121T030000Z", "2026", "2"])
    func `anything in the letters of an id is a prefix`(text: String) throws {
        #expect(try Self.reference(text) == .id(prefix: text))
    }

    @Test(arguments: [
        "", "latest~", "latest~-1", "latest~+1", "latest~1x", "latest~1000001", "latest~99999999999999999999", "lates",
        "latest ", "Latest", "@", "@soon", "@2026-11-21T", "@yesterday  03:00", "@2026-11-21 03:00 Z Z",
        "@2026-02-31T03:00Z", "@2026-11-21T25:00Z", "@2026-11-21T03:60Z", "@2026-11-21T03:00.5Z", "@2026-1-2T3:0Z",
        "@2026-11-21T03:00:00Zjunk", "@2026-11-21T03:00+0100", "@2026-11-21T03:00+99:99",
        "@٢٠٢٦-11-21T03:00Z", "@2262-04-11T23:47:16Z",
        "@2262-04-11T23:47:16.9Z", "@9999-12-31T23:59:59Z", "@0001-01-01T00:00Z", "/etc/passwd", "../x",
        "20261121T030000Z-*", "2026\n",
    ])
    func `nonsense is refused as wrong usage`(text: String) throws {
        let error = #expect(throws: TidemarkError.self) { try Self.reference(text) }
        #expect(error?.exitCode == .usage)
    }
}
