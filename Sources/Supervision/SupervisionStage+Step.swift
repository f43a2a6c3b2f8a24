extension SupervisionStage {
    /// What a supervisor does at a moment.
    enum Step: Hashable, Sendable {
        /// Nothing before the limit.
        case wait
        /// Send this signal to the child.
        case send(Int32)
        /// Leave a child alone that the system cannot end.
        case giveUp
    }
}
