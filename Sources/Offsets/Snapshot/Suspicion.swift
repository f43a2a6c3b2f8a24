/// Whether a capture looks as if something had been hidden from it.
///
/// A missing permission makes groups vanish from Kafka's answers without any error; the only trace is that there are
/// far fewer than the last time, or none at all.
public enum Suspicion {
    /// Half of the groups do not go away overnight.
    public static let usualPercentage = 50

    /// Compares the size of a capture with the previous complete one of the same cluster, job and selection.
    ///
    /// - Parameters:
    ///   - previous: The size of that one, `nil` when there is nothing to compare with.
    ///   - now: The size of the capture.
    ///   - listed: How many groups the cluster listed.
    ///   - failed: How many of the selected ones could not be read.
    ///   - percentage: How much of the previous one has to be left, from 0 to 100.
    /// - Returns: The reason in words when there is no group, a first capture included, or when less than that is left of the
    ///   groups or of the offsets; `nil` when nothing is suspicious.
    public static func judge(
        previous: (groups: Int, offsets: Int)?,
        now: (groups: Int, offsets: Int),
        listed: Int,
        failed: Int = 0,
        below percentage: Int = usualPercentage
    ) -> String? {
        guard now.groups > 0 else {
            return reasonWithoutGroups(previous: previous?.groups ?? 0, listed: listed, failed: failed)
        }
        guard let previous else { return nil }
        let part = percentage == usualPercentage ? "half" : "\(percentage) %"
        if isBelow(percentage, now.groups, of: previous.groups) {
            return
                "it has \(groups(now.groups)), fewer than \(part) of the \(previous.groups) of the previous complete snapshot"
        }
        if isBelow(percentage, now.offsets, of: previous.offsets) {
            return "it has \(now.offsets) offsets, fewer than \(part) of the \(previous.offsets) "
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

    private static func isBelow(_ percentage: Int, _ now: Int, of previous: Int) -> Bool {
        // A part need not be whole: 2 of 5 are fewer than half, 3 are not.
        now.multipliedFullWidth(by: 100) < previous.multipliedFullWidth(by: percentage)
    }
}
