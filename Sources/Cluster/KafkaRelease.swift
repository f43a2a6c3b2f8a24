/// A release of Kafka, or the few that cannot be told apart, by the requests that a broker understands.
///
/// Brokers do not tell their release, only the versions of each request (`docs/kafka.md` §11.15). Other makes than Apache's
/// speak like some release, too.
public struct KafkaRelease: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The release in words, such as `3.9`, `3.3 or 3.4`, `4.0 or newer`.
    public let description: String

    private let rank: Int

    /// The releases, from old to new, each with the request that it was the first to understand.
    private static let firsts: [(words: String, api: Int16, version: Int16)] = [
        ("2.5", 28, 3), ("2.6", 16, 4), ("2.7", 1, 12), ("2.8", 60, 0), ("3.0", 2, 7), ("3.1", 1, 13), ("3.2", 11, 9),
        ("3.3 or 3.4", 29, 3), ("3.5", 2, 8), ("3.6", 24, 4), ("3.7", 1, 16), ("3.8", 16, 5), ("3.9", 1, 17),
        ("4.0 or newer", 2, 10),
    ]

    /// The newest release that brokers cannot be told to be of.
    private static let tooOld = "older than 2.5"

    /// The first release that refuses to commit the offsets of a group with members in a transaction (`docs/kafka.md` §4.1).
    public static let firstFenced = KafkaRelease([28: 3])

    /// The first release that checks the offsets of a group against the transaction that they say they belong to (KIP-890):
    /// before it, offsets that come late belong to none and hide the group's forever.
    public static let firstChecked = KafkaRelease([24: 4])

    /// The release by the highest version of each request that a broker understands.
    public init(_ versions: [Int16: Int16]) {
        let last = Self.firsts.lastIndex { first in versions[first.api].map { $0 >= first.version } ?? false }
        rank = last ?? -1
        description = last.map { Self.firsts[$0].words } ?? Self.tooOld
    }

    /// Older before newer.
    public static func < (left: KafkaRelease, right: KafkaRelease) -> Bool { left.rank < right.rank }
}
