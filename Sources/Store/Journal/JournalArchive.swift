public import Offsets

/// A file to which the oldest part of a journal has moved: records of the audit log, and the runs that they are about.
///
/// It is a journal's file like `journal.sqlite`, written once.
public struct JournalArchive: Hashable, Sendable {
    private static let prefix = "journal-"
    private static let ending = ".sqlite"
    /// A billion records; beyond that, names are longer and out of order.
    private static let digits = 9

    /// The name of the file in the store's directory.
    public let name: String
    /// The number of its first record of the audit log.
    public let first: Int64
    /// The number of its last one.
    public let last: Int64
    /// How many runs it has.
    public let runs: Int
    /// When it was made.
    public let madeAt: Timestamp
    /// The hash of its last record, which the first one after it follows.
    let hash: ContentDigest

    /// The name of an archive of these records.
    static func name(first: Int64, last: Int64) -> String {
        "\(prefix)\(padded(first))-\(padded(last))\(ending)"
    }

    /// The number of the last record in the name of an archive; `nil` for any other name.
    static func last(inName name: String) -> Int64? {
        guard name.hasPrefix(prefix), name.hasSuffix(ending), name.count > prefix.count + ending.count else {
            return nil
        }
        let numbers = name.dropFirst(prefix.count).dropLast(ending.count).split(separator: "-").map { Int64($0) }
        guard numbers.count == 2, let first = numbers[0], let last = numbers[1],
            Self.name(first: first, last: last) == name
        else { return nil }
        return last
    }

    private static func padded(_ number: Int64) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

/// The steps in which a part of the journal moves into an archive, in their order.
///
/// An archiving can be made to end before each, so that each is tested; nothing else depends on this type.
enum ArchiveStep: Hashable, Sendable, CaseIterable {
    /// The new file is there, empty and under a name for what is not complete.
    case fill
    /// It is filled.
    case check
    /// It is on the disk.
    case publish
    /// It has its name.
    case enter
    /// The journal does without what is in it.
    case shrink
}
