import Glibc
import Store

/// What tells this host from others, for its jitter.
public enum HostIdentity {
    /// What systemd gives a machine when it is installed (machine-id(5)).
    private static let file = "/etc/machine-id"
    /// More bytes than it or a name has.
    private static let longest = 256

    /// The machine's id; its name where it has none.
    public static func current() -> String {
        if let bytes = try? OperatorFile.read(file, upTo: longest) {
            let text = String(decoding: bytes.filter { $0 > UInt8(ascii: " ") }, as: UTF8.self)
            if !text.isEmpty { return text }
        }
        var name = [CChar](repeating: 0, count: longest)
        // One byte less, so that a name that is cut off ends with a zero.
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
