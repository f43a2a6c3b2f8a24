/// One thing that was looked at to tell whether snapshots and restores will work, and what was found.
public struct HealthCheck: Hashable, Sendable {
    /// What was found, from good to bad.
    public enum State: String, Hashable, Sendable, CaseIterable, Comparable {
        /// It is as it should be.
        case ok
        /// Something will not work some day, or in some case, or it could not be looked at.
        case warn
        /// Something does not work.
        case fail

        /// Better before worse.
        public static func < (left: State, right: State) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .ok: 0
            case .warn: 1
            case .fail: 2
            }
        }
    }

    /// What was looked at: a stable name in kebab case, such as `capture-rights`.
    public let name: String
    /// What was found.
    public let state: State
    /// What was found, in words.
    public let message: String
    /// What to do about it; `nil` where nothing has to be done.
    public let remedy: String?

    /// A check.
    public init(_ name: String, _ state: State, _ message: String, remedy: String? = nil) {
        self.name = name
        self.state = state
        self.message = message
        self.remedy = remedy
    }

    /// One that shows what an error says.
    public init(_ name: String, _ state: State = .fail, because error: TidemarkError) {
        self.init(name, state, error.message, remedy: error.hint)
    }
}
