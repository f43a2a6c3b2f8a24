/// The brokers that a client asks first, as an operator writes them: `HOST:PORT,…`.
public struct BootstrapServers: Hashable, Sendable {
    /// Each once, in order; never empty.
    ///
    /// An IPv6 address is in brackets.
    public let servers: [String]

    /// Reads a list.
    ///
    /// librdkafka takes any number for a port, and cuts it to 16 bits.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`, in words, for anything but hosts with ports from 1 to 65535.
    public init(_ text: String) throws(KafkaError) {
        var servers: [String] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let server = Self.trimmed(entry)
            try Self.check(server, in: text)
            if !servers.contains(server) { servers.append(server) }
        }
        self.servers = servers
    }

    private static func check(_ server: String, in text: String) throws(KafkaError) {
        func refuse(_ reason: String) -> KafkaError {
            KafkaError(.invalidArgument, "'\(server.isEmpty ? text : server)' \(reason)")
        }
        var rest = Substring(server)
        // librdkafka's own way to name another protocol for one server.
        if let end = rest.firstRange(of: "://") { rest = rest[end.upperBound...] }
        guard !rest.isEmpty else { throw refuse("has an empty entry; write HOST:PORT,HOST:PORT") }
        guard !rest.contains(where: \.isWhitespace) else {
            throw refuse("has a space in it; write HOST:PORT,HOST:PORT")
        }
        let host: Substring
        let port: Substring
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { throw refuse("lacks a closing bracket") }
            host = rest[rest.index(after: rest.startIndex)..<end]
            let tail = rest[rest.index(after: end)...]
            guard tail.first == ":" else { throw refuse("names no port; write [ADDRESS]:PORT") }
            port = tail.dropFirst()
        } else {
            guard let colon = rest.lastIndex(of: ":") else { throw refuse("names no port; write HOST:PORT") }
            host = rest[..<colon]
            port = rest[rest.index(after: colon)...]
            guard !host.contains(":") else { throw refuse("looks like an IPv6 address; write [ADDRESS]:PORT") }
        }
        guard !host.isEmpty else { throw refuse("names no host; write HOST:PORT") }
        let isDigits = !port.isEmpty && port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDigits, let number = UInt16(port), number > 0 else {
            throw refuse("has no port from 1 to \(UInt16.max)")
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
