/// `HOST:PORT`, an IPv6 address in brackets.
///
/// Kafka's room reads lists of servers for librdkafka and is not below this one; what is wrong with them is the same.
struct HostAndPort: Hashable, Sendable {
    /// Without brackets.
    let host: String
    let port: UInt16

    init(_ text: String) throws(Flaw) {
        guard !text.contains(where: \.isWhitespace) else {
            throw Flaw("'\(text)' has a space in it", hint: "Write HOST:PORT.")
        }
        let host: Substring
        let port: Substring
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw Flaw("'\(text)' lacks a closing bracket") }
            host = text[text.index(after: text.startIndex)..<end]
            let tail = text[text.index(after: end)...]
            guard tail.first == ":" else { throw Flaw("'\(text)' names no port", hint: "Write [ADDRESS]:PORT.") }
            port = tail.dropFirst()
        } else {
            guard let colon = text.lastIndex(of: ":") else {
                throw Flaw("'\(text)' names no port", hint: "Write HOST:PORT.")
            }
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else {
                throw Flaw("'\(text)' looks like an IPv6 address", hint: "Write [ADDRESS]:PORT.")
            }
        }
        guard !host.isEmpty else { throw Flaw("'\(text)' names no host", hint: "Write HOST:PORT.") }
        let isDigits = port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDigits, let number = UInt16(port), number > 0 else {
            throw Flaw("'\(text)' has no port from 1 to \(UInt16.max)", hint: "Write HOST:PORT.")
        }
        self.host = String(host)
        self.port = number
    }

    /// Whether nobody but this machine reaches it.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
