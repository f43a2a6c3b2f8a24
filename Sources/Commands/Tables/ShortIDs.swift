import Offsets
import Store

/// The ids of a store's snapshots as short as is unique, all of the same length: any of them names one snapshot.
struct ShortIDs: Sendable {
    /// Where an id may end: behind its date, its hour, its minute, its second.
    private static let ends = [8, 11, 13, 16]
    /// So many digits of the digest end an id; fewer are enough where they tell snapshots of one second apart.
    private static let longest = 17 + SnapshotID.digestDigits

    private let length: Int

    /// The short forms of ids that are all there are.
    init(of ids: some Sequence<SnapshotID>) {
        // Neighbours have the most in common.
        let sorted = ids.sorted()
        var needed = 1
        for (one, other) in zip(sorted, sorted.dropFirst()) where one != other {
            needed = max(needed, Self.sharedLength(one.text.utf8.span, other.text.utf8.span) + 1)
        }
        length = Self.ends.first { $0 >= needed } ?? max(needed, Self.longest - SnapshotID.digestDigits + 1)
    }

    /// How many bytes two texts begin with that are the same.
    private static func sharedLength(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        let shorter = min(one.count, other.count)
        return (0..<shorter).first { one[$0] != other[$0] } ?? shorter
    }

    /// The beginning of an id that no other one has.
    func text(_ id: SnapshotID) -> String { Escaping.forTerminal(String(id.text.prefix(length))) }
}

extension ShortIDs {
    /// The short forms of all ids in a store, those of files that cannot be read or are gone as well.
    init(_ store: SnapshotStore) async {
        let (there, gone, damaged) = (await store.list(), await store.missing, await store.damagedFiles)
        self.init(of: (there + gone).map(\.id) + damaged.compactMap(\.id))
    }
}
