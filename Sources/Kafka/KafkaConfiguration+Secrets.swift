import Offsets

extension KafkaConfiguration.Property {
    /// Whether the value of a property of this name is a secret.
    public static func isSecret(_ name: String) -> Bool { SecretProperty.isOne(name) }
}
