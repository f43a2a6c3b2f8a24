/// Whether a capture looks as if something had been hidden from it.
///
/// A missing permission makes groups vanish from Kafka's answers without any error; the only trace is that there are
/// far fewer than the last time.
public enum Suspicion {
    /// Compares the size of a capture with the previous complete one of the same cluster, job and selection.
    ///
    /// Returns the reason in words when there were groups and now there are none, or when fewer than half of the
    /// groups or of the offsets are left; `nil` when nothing is suspicious or there is nothing to compare with.
    public static func judge(
        previous: (groups: Int, offsets: Int)?,
        now: (groups: Int, offsets: Int)
    ) -> String? {
        guard let previous else { return nil }
        if previous.groups > 0, now.groups == 0 {
            return "no group was found, and the previous complete snapshot holds \(previous.groups)"
        }
        if isBelowHalf(now.groups, of: previous.groups) {
            return "\(now.groups) groups were found, fewer than half of the \(previous.groups) "
                + "of the previous complete snapshot"
        }
        if isBelowHalf(now.offsets, of: previous.offsets) {
            return "\(now.offsets) offsets were found, fewer than half of the \(previous.offsets) "
                + "of the previous complete snapshot"
        }
        return nil
    }

    private static func isBelowHalf(_ now: Int, of previous: Int) -> Bool {
        // Of an odd number, half is not whole: 2 of 5 are fewer than half, 3 are not.
        now < previous / 2 + previous % 2
    }
}
