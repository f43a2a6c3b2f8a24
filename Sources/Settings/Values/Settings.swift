public import Offsets

/// What a configuration file says, checked as a whole.
public struct Settings: Sendable {
    /// The path of the file.
    public let file: String
    /// `[store]`.
    public let store: StoreSettings
    /// `[cluster.NAME]`, in the order of the file.
    public let clusters: [ClusterSettings]
    /// `[job.NAME]`, in the order of the file.
    public let jobs: [JobSettings]
    /// `[daemon]`.
    public let daemon: DaemonSettings
    /// Every value with its key, those of defaults as well, in the order of ``SettingTable/all`` and of the file.
    public let shown: [ShownSetting]
    /// The keys of secrets that could not be looked at by who reads the file.
    public let unseenSecrets: [String]
}

/// `[store]`.
public struct StoreSettings: Sendable {
    /// An absolute path; `nil` where the place is the system's.
    public let path: Setting<String?>
    /// How many runs stay in the journal.
    public let journalRuns: Setting<Int>
    /// What is older moves into archives of the journal.
    public let journalAge: Setting<Duration>
    /// Whether who changes something by hand has to say why.
    public let requiresReason: Setting<Bool>

    /// What stays in the journal.
    public var journalRetention: JournalRetention { JournalRetention(runs: journalRuns.value, age: journalAge.value) }
    /// The name of the key that new snapshots are signed with, which is one of ``keys``; `nil` where there is none.
    public let signingKey: String?
    /// Whether nothing is restored of a snapshot that none of ``keys`` has signed.
    public let requiresAuthentic: Setting<Bool>
    /// Keys by which snapshots are signed, by their names, in the order of the file.
    public let keys: [(name: String, source: Setting<CredentialReference>)]
}

/// `[cluster.NAME]`.
public struct ClusterSettings: Sendable {
    /// The name.
    public let name: Setting<String>
    /// `HOST:PORT`, never empty.
    public let bootstrapServers: Setting<[String]>
    /// Which client reads it.
    public let client: Setting<ClientChoice>
    /// The principal of every command.
    public let principal: PrincipalSettings
    /// What commands that write have instead; its properties and secrets win over those of ``principal``.
    public let restorePrincipal: PrincipalSettings
}

/// Properties of librdkafka by which a cluster lets somebody in.
public struct PrincipalSettings: Sendable {
    /// Properties by their names, in the order of the file.
    public let properties: [(name: String, value: Setting<String>)]
    /// Properties whose values are in files, by their names, in the order of the file.
    public let secrets: [(name: String, source: Setting<CredentialReference>)]
}

/// Where a secret is.
public enum CredentialReference: Hashable, Sendable {
    /// A file of this name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    /// A file by its absolute path, of mode 0600 or stricter.
    case file(String)
}
