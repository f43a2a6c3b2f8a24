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
        let texts = ids.map { Array($0.text.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        // Neighbours have the most in common.
        let shared = zip(texts, texts.dropFirst()).map { pair in
            pair.0.elementsEqual(pair.1) ? 0 : zip(pair.0, pair.1).prefix { $0.0 == $0.1 }.count
        }
        let needed = (shared.max() ?? 0) + 1
        length = Self.ends.first { $0 >= needed } ?? max(needed, Self.longest - SnapshotID.digestDigits + 1)
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
