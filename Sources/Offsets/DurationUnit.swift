/// A unit in which durations are written.
enum DurationUnit: String, CaseIterable {
    case days = "d"
    case hours = "h"
    case minutes = "m"
    case seconds = "s"
    case milliseconds = "ms"

    /// Its length.
    var milliseconds: Int64 {
        switch self {
        case .days: 24 * 60 * 60 * 1_000
        case .hours: 60 * 60 * 1_000
        case .minutes: 60 * 1_000
        case .seconds: 1_000
        case .milliseconds: 1
        }
    }
}
