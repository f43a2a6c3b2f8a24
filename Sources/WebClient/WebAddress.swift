/// An address of the web that is a secret, because who knows it can use it; no text of this type shows it.
public struct WebAddress: Sendable, CustomStringConvertible, CustomReflectable {
    /// The longest address that is taken, in bytes.
    public static let longest = 4_096

    /// The hosts that may be spoken to without TLS: this machine.
    private static let ownHosts = ["localhost", "127.0.0.1", "[::1]"]

    /// The address as it was given.
    let text: String

    /// Whether it is spoken to without TLS.
    var isPlain: Bool { text.hasPrefix("http://") }

    /// An address that begins with `https://`, or with `http://` and a host that is this machine.
    ///
    /// - Throws: ``WebError`` with ``WebError/Code/unusable``, which says what is wrong without the address.
    public init(_ text: String) throws(WebError) {
        guard text.utf8.count <= Self.longest else { throw WebError(.unusable, "the address is too long") }
        guard text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }) else {
            throw WebError(.unusable, "the address has spaces or characters that have to be written as %XX")
        }
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, !parts[2].isEmpty, ["https:", "http:"].contains(parts[0]) else {
            throw WebError(.unusable, "the address does not begin with https:// and a host")
        }
        let authority = parts[2].prefix { $0 != "?" && $0 != "#" }
        if parts[0] == "http:" {
            let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
            // What looks like a host before an @ is a user's name and password.
            guard !authority.contains("@"), Self.ownHosts.contains(String(host)) else {
                throw WebError(.unusable, "the address begins with http://, which anybody on the way could read")
            }
        }
        self.text = text
    }

    private init(checked text: String) {
        self.text = text
    }

    /// The address with more at the end of its path, before a query: `/start`.
    public func adding(path: String) -> WebAddress {
        let end = text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex
        var beginning = text[..<end]
        if beginning.hasSuffix("/") { beginning = beginning.dropLast() }
        return WebAddress(checked: beginning + path + text[end...])
    }

    /// What stands for it in any text.
    public var description: String { "***" }

    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
