/// What has happened since a supervisor last looked.
struct SupervisionNews: Hashable, Sendable {
    /// The child has ended.
    var isEnded = false
    /// The present time limit may have passed.
    var isTimeUp = false
    /// The signals to pass on, each once, as the system itself keeps them.
    var signals: [InterruptSignal] = []

    /// Whether there is nothing new.
    var isEmpty: Bool { self == SupervisionNews() }
}
