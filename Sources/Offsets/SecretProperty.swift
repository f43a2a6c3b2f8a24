/// Which of librdkafka's properties are secrets.
public enum SecretProperty {
    /// Words in the names of those whose values are secrets.
    private static let words = ["password", "secret", "ssl.key.pem", "sasl.oauthbearer.config", "ssl_key"]

    /// Whether the value of a property of this name is a secret.
    public static func isOne(_ name: String) -> Bool {
        words.contains { name.contains($0) }
    }
}
