/// Which movements alone a plan makes; everything else is left as it is and is no part of the plan.
public enum Narrowing: String, Hashable, Sendable, CaseIterable {
    /// Offsets that go back.
    case rewind
    /// Offsets that go forward.
    case advance
    /// Offsets where the target holds none.
    case missing

    /// Whether writing an offset in the place of what is there is such a movement.
    func covers(_ wanted: Int64, from: CommittedOffset?) -> Bool {
        guard let from else { return self == .missing }
        return switch self {
        case .rewind: wanted < from.offset
        case .advance: wanted > from.offset
        case .missing: false
        }
    }
}
