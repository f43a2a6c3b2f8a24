/// A listening to signals, over when this value ends.
struct SignalListening: ~Copyable, Sendable {
    private let key: Int

    /// The listening with a key of ``ProcessSignals``.
    init(key: Int) {
        self.key = key
    }

    /// Ends the listening.
    consuming func end() {}

    /// Leaves the listening in place to the end of the process.
    consuming func forever() { discard self }

    deinit {
        ProcessSignals.end(key)
    }
}
