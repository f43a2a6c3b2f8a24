/// Names of the time zone database, which are also paths in it.
public enum TimeZoneName {
    /// Longer than any name of the database.
    private static let longest = 64

    /// Whether a text could be a name of the database: letters, digits, `_`, `+`, `-` and single slashes between them.
    public static func isLegal(_ name: String) -> Bool {
        guard (1...longest).contains(name.utf8.count) else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }
}
