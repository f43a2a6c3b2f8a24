/// Who reads the tour.
public struct Audience: Sendable {
    /// Whether they see bold text as such.
    let readsBold: Bool
    /// Shows them a text at once; says whether they are still there.
    let show: @Sendable (String) throws -> Bool

    /// An audience.
    ///
    /// - Parameters:
    ///   - readsBold: whether they see bold text as such: a terminal's readers do.
    ///   - show: shows a text at once, ahead of what the next command prints; says whether anybody still reads.
    public init(readsBold: Bool, show: @escaping @Sendable (String) throws -> Bool) {
        self.readsBold = readsBold
        self.show = show
    }
}
