import Foundation
import Testing

/// The most memory this process has had in use.
enum PeakMemory {
    /// Its bytes so far; throws when the system does not say.
    static func bytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return try #require(line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }) * 1_024
    }
}
