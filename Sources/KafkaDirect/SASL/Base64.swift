internal import FoundationEssentials

/// Base64 with padding (RFC 4648 §4), as SCRAM writes bytes.
enum Base64 {
    /// The text of bytes.
    static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes of a text; `nil` where it is none.
    static func bytes(_ text: Substring) -> [UInt8]? {
        Data(base64Encoded: String(text)).map(Array.init)
    }
}
