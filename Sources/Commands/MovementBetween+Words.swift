import Offsets
import Store

extension MovementBetween {
    /// So many groups are named.
    private static let namedAtMost = 3

    /// What moved, between what, and how to get what was before.
    var words: String {
        var moves: [String] = []
        if let furthest = movement.back.values.max() {
            moves.append("\(Self.groups(movement.back)) moved back by up to \(furthest)")
        }
        if let furthest = movement.toEnd.values.max() {
            moves.append("\(Self.groups(movement.toEnd)) moved forward by up to \(furthest), to the end of the log")
        }
        return
            "\(moves.joined(separator: ", and ")) between snapshots \(earlier.id) (\(Age.ago(earlier.startedAt))) and "
            + "\(later.id) (\(Age.ago(later.startedAt))); if that is the damage, restore what was before it: "
            + "snapshot \(earlier.id)"
    }

    private static func groups(_ moves: [GroupID: Int64]) -> String {
        let names = moves.keys.sorted()
        let named = names.prefix(namedAtMost).map(\.name).joined(separator: ", ")
        let more = names.count > namedAtMost ? " and \(names.count - namedAtMost) more" : ""
        return "\(names.count == 1 ? "group" : "groups") \(named)\(more)"
    }
}
