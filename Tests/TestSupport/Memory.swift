import Glibc

/// What Linux says of this process's memory (`man 5 proc`).
package enum Memory {
    private static let longestLine: Int32 = 256
    private static let kibibyte = 1_024

    /// Lets `VmHWM`, the peak, begin anew with what there is now.
    package static func forgetPeak() {
        guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
        _ = unsafe fputs("5", file)
        unsafe fclose(file)
    }

    /// A number of bytes by its name, 0 where it is not told.
    package static func bytes(_ name: String) -> Int {
        guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: Int(longestLine))
        while unsafe fgets(&line, longestLine, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("\(name):") else { continue }
            let number = text.drop { !$0.isNumber }.prefix { $0.isNumber }
            return (Int(number) ?? 0) * kibibyte
        }
        return 0
    }
}
