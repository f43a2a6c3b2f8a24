internal import Glibc

/// A file with the token by which a client logs in (OAUTHBEARER), which another program renews; Kafka names it by a URL
/// (KIP-768).
///
/// It is read anew for each log-in, so that a token that was renewed is used from the next one on.
public struct TokenFile: Hashable, Sendable {
    /// The property that names it.
    public static let property = "sasl.oauthbearer.token.endpoint.url"
    /// The longest token that is read, in bytes; brokers take 512 KiB for a whole message of a log-in by default, and tokens
    /// have one or two thousand.
    public static let longest = 64 * 1_024

    private static let scheme = "file:"

    /// The path of the file, which is absolute.
    public let path: String

    /// The file of a value of the property; `nil` where the value names no file, as `https://…`.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` for a file of another machine, or without an absolute path.
    public init?(_ value: String) throws(KafkaError) {
        guard value.lowercased().hasPrefix(Self.scheme) else { return nil }
        var rest = value.dropFirst(Self.scheme.count)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let host = rest.prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else {
                throw KafkaError(.invalidArgument, "property \(Self.property): '\(value)' is a file of another machine")
            }
            rest = rest.dropFirst(host.count)
        }
        guard rest.hasPrefix("/"), let path = Self.decoded(rest) else {
            throw KafkaError(.invalidArgument, "property \(Self.property): '\(value)' is not file:///PATH")
        }
        self.path = path
    }

    /// The token that the file holds now.
    ///
    /// - Returns: The token, without the white space around it.
    /// - Throws: ``KafkaError``: `unusableFile`, naming the file, when it cannot be read, is no regular file, is longer than
    ///   ``longest``, or holds no token.
    public func read() throws(KafkaError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unusable("cannot read \(path): \(Self.text(of: errno))") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unusable("\(path) is not a regular file")
        }
        var bytes = [UInt8](repeating: 0, count: Self.longest + 1)
        var count = 0
        while count < bytes.count {
            let more = unsafe bytes[count...].withUnsafeMutableBytes { room in
                unsafe Glibc.read(descriptor, room.baseAddress, room.count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw unusable("cannot read \(path): \(Self.text(of: errno))") }
            guard more > 0 else { break }
            count += more
        }
        guard count <= Self.longest else { throw unusable("\(path) has more than \(Self.longest) bytes") }
        let token = bytes[..<count].trimmed
        guard !token.isEmpty else { throw unusable("\(path) is empty") }
        guard token.allSatisfy(Self.isOfToken) else { throw unusable("\(path) holds more than a token") }
        return String(decoding: token, as: UTF8.self)
    }

    private func unusable(_ reason: String) -> KafkaError {
        KafkaError(.unusableFile, "\(Self.property): \(reason)")
    }

    private static func text(of number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }

    /// Whether tokens may have this byte (RFC 6750 §2.1).
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }

    /// A path with `%20` and its like decoded; `nil` where that is no path.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension KafkaConfiguration {
    /// The file with the token to log in with; `nil` where it does not log in with one.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` for a URL that names no file of this machine, and where the token is to be
    ///   fetched from a server as well.
    public var tokenFile: TokenFile? {
        get throws(KafkaError) {
            guard let url = value(of: TokenFile.property), let file = try TokenFile(url) else { return nil }
            guard value(of: "sasl.oauthbearer.method")?.lowercased() != "oidc" else {
                throw KafkaError(
                    .invalidArgument,
                    "property sasl.oauthbearer.method: oidc fetches tokens from a server, and \(TokenFile.property) names a file"
                )
            }
            return file
        }
    }

    /// Whether it logs in with a token, wherever that comes from.
    public var usesToken: Bool {
        value(of: "sasl.mechanism", "sasl.mechanisms")?.uppercased() == "OAUTHBEARER"
    }
}

extension ArraySlice<UInt8> {
    /// Without the white space at both ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
        var slice = drop(while: isSpace)
        while let last = slice.last, isSpace(last) { slice = slice.dropLast() }
        return slice
    }
}
