/// Whether a capture looks as if something had been hidden from it.
///
/// A missing permission makes groups vanish from Kafka's answers without any error; the only trace is that there are
/// far fewer than the last time, or none at all.
public enum Suspicion {
    /// Compares the size of a capture with the previous complete one of the same cluster, job and selection.
    ///
    /// - Parameters:
    ///   - previous: The size of that one, `nil` when there is nothing to compare with.
    ///   - now: The size of the capture.
    ///   - listed: How many groups the cluster listed.
    ///   - failed: How many of the selected ones could not be read.
    /// - Returns: The reason in words when there is no group, a first capture included, or when fewer than half of the
    ///   groups or of the offsets are left; `nil` when nothing is suspicious.
    public static func judge(
        previous: (groups: Int, offsets: Int)?,
        now: (groups: Int, offsets: Int),
        listed: Int,
        failed: Int = 0
    ) -> String? {
        guard now.groups > 0 else {
            return reasonWithoutGroups(previous: previous?.groups ?? 0, listed: listed, failed: failed)
        }
        guard let previous else { return nil }
        if isBelowHalf(now.groups, of: previous.groups) {
            return
                "it has \(groups(now.groups)), fewer than half of the \(previous.groups) of the previous complete snapshot"
        }
        if isBelowHalf(now.offsets, of: previous.offsets) {
            return "it has \(now.offsets) offsets, fewer than half of the \(previous.offsets) "
                + "of the previous complete snapshot"
        }
        return nil
    }

    private static func reasonWithoutGroups(previous: Int, listed: Int, failed: Int) -> String {
        let what =
            switch listed {
            case _ where failed > 0: "it has no groups: \(groups(failed)) could not be read"
            case 0: "it has no groups: the cluster lists none"
            case 1: "it has no groups: the cluster lists 1, and the selection leaves it out"
            default: "it has no groups: the cluster lists \(listed), and the selection leaves out all of them"
            }
        return previous > 0 ? "\(what); the previous complete snapshot has \(previous)" : what
    }

    private static func groups(_ count: Int) -> String { count == 1 ? "1 group" : "\(count) groups" }

    private static func isBelowHalf(_ now: Int, of previous: Int) -> Bool {
        // Of an odd number, half is not whole: 2 of 5 are fewer than half, 3 are not.
        now < previous / 2 + previous % 2
    }
}
