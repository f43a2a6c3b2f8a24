import Offsets
import Store

extension Journal {
    /// Whether what a run deletes is the other copy of what it has written: a rename, its undoing, the undoing of that.
    func isMove(_ record: RunRecord) -> Bool {
        var record = record
        while let undone = record.undoOf {
            // What cannot be read is taken for one: then there is one look more.
            guard let detail = try? provenRun(undone) else { return true }
            record = detail.record
        }
        return record.kind == .rename
    }
}

extension TidemarkError {
    /// A move of which groups would be left out: what such a group was to get would be gone from the group that had it.
    static func partOfMove(_ what: String) -> TidemarkError {
        TidemarkError(
            .contradiction,
            "\(what) moves offsets from group to group, so that no group of it can be left out",
            hint: "Leave out --on-active skip and --groups-still-unmoved; --wait-empty waits for members."
        )
    }
}
