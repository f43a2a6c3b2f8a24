/// What a supervisor tells its child in the environment.
struct SupervisionMarker: Hashable {
    /// The environment variable; the child removes it, so that its own children are not taken for supervised ones.
    static let variable = "TIDEMARK_SUPERVISED"

    /// The inherited descriptor that reads as ended once the supervisor is gone.
    var lifeline: Int32
    /// The supervisor's process.
    var supervisor: Int32
    /// How long the child may clean up once the supervisor is gone, in milliseconds.
    var graceMilliseconds: Int64

    /// The value of the variable.
    var text: String { "\(lifeline),\(supervisor),\(graceMilliseconds)" }

    /// A marker of its parts.
    init(lifeline: Int32, supervisor: Int32, graceMilliseconds: Int64) {
        self.lifeline = lifeline
        self.supervisor = supervisor
        self.graceMilliseconds = graceMilliseconds
    }

    /// Reads a marker; `nil` when the text is not one.
    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let lifeline = Int32(parts[0]), lifeline >= 0,
            let supervisor = Int32(parts[1]), supervisor > 0,
            let grace = Int64(parts[2]), grace >= 0
        else { return nil }
        self.init(lifeline: lifeline, supervisor: supervisor, graceMilliseconds: grace)
    }
}
