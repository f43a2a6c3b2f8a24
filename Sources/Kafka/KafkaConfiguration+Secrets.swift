extension KafkaConfiguration.Property {
    /// Words in the names of librdkafka's properties whose values are secrets.
    private static let secretWords = ["password", "secret", "ssl.key.pem", "sasl.oauthbearer.config", "ssl_key"]

    /// Whether the value of a property of this name is a secret.
    public static func isSecret(_ name: String) -> Bool {
        secretWords.contains { name.contains($0) }
    }
}
