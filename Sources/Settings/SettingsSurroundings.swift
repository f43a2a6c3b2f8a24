public import Offsets

/// What the values of a file are held against that is not in it.
public struct SettingsSurroundings: Sendable {
    /// The moment after which a schedule has to be due.
    public let now: Timestamp
    /// The rules of a time zone by its name, or why there are none.
    public let zone: @Sendable (String) throws(TidemarkError) -> TimeZoneRules
    /// What is seen of a secret, which needs so many bytes at least.
    public let secret: @Sendable (CredentialReference, Int) -> SecretView

    /// Surroundings.
    public init(
        now: Timestamp,
        zone: @escaping @Sendable (String) throws(TidemarkError) -> TimeZoneRules,
        secret: @escaping @Sendable (CredentialReference, Int) -> SecretView
    ) {
        self.now = now
        self.zone = zone
        self.secret = secret
    }
}

/// What is seen of a secret, without its value.
public enum SecretView: Hashable, Sendable {
    /// It can be read and is as it should be.
    case usable
    /// Who reads the configuration here cannot say.
    case unseen
    /// It cannot be used, in words that do not hold it, and what to do.
    case unusable(String, hint: String?)
}
