import Offsets
import Settings
import Store

/// The keys of `[store.keys]`, by which snapshots are signed and found to be authentic.
struct SnapshotKeys: Sendable {
    /// The keys that could be read.
    let keys: [AuthenticationKey]
    /// Whether nothing is restored that none of them has signed.
    let isRequired: Bool
    /// Whether there are any in the configuration.
    private let hasKeys: Bool

    /// The keys that a command which reads snapshots has; one that cannot be read is warned about.
    init(_ context: CommandContext) {
        let store = context.settings?.store
        var keys: [AuthenticationKey] = []
        for (name, source) in store?.keys ?? [] {
            do throws(TidemarkError) {
                keys.append(try Self.key(name, source, context))
            } catch {
                context.warn("\(error.message); signatures made with this key cannot be checked")
            }
        }
        self.keys = keys
        hasKeys = store?.keys.isEmpty == false
        isRequired = store?.requiresAuthentic.value ?? false
    }

    /// The key that new snapshots are signed with; `nil` where the configuration has none.
    ///
    /// - Throws: `bad-secret-file` (exit 78) when it cannot be read.
    static func signingKey(_ context: CommandContext) throws(TidemarkError) -> AuthenticationKey? {
        guard let store = context.settings?.store, let name = store.signingKey,
            let (_, source) = store.keys.first(where: { $0.name == name })
        else { return nil }
        return try key(name, source, context)
    }

    private static func key(
        _ name: String,
        _ source: Setting<CredentialReference>,
        _ context: CommandContext
    ) throws(TidemarkError) -> AuthenticationKey {
        let place = "\(source.origin): [store.keys] \(name)"
        let secret = try Credential.value(
            source.value,
            context.environment,
            place,
            fewestBytes: AuthenticationKey.fewestBytes
        )
        return AuthenticationKey(name: name, secret: Array(secret.utf8))
    }

    /// What is to be said of a snapshot; `nil` where nobody has signed it and nobody was to.
    func remark(on authenticity: Authenticity, of snapshot: StoredSnapshot) -> Message? {
        let about = [Message.Field.snapshot: snapshot.id.text]
        switch authenticity {
        case .authenticated(let key):
            return Message(.note, "snapshot \(snapshot.id) is authenticated: key \(key) has signed it", about: about)
        case .forged(let key):
            let error = snapshot.forged(key)
            return Message(.error, error.message, code: error.code, about: about)
        case .unsigned where !hasKeys: return nil
        case .unsigned, .unknownKey:
            return Self.shortcoming(authenticity).map {
                Message(.warning, "snapshot \(snapshot.id) \($0)", about: about)
            }
        }
    }

    /// Refuses a snapshot that nothing is to be made of, and says what is known of it.
    ///
    /// - Throws: `forged-snapshot` or `not-authentic` (exit 65).
    func permitUse(
        of snapshot: StoredSnapshot,
        _ authenticity: Authenticity,
        _ context: CommandContext
    ) throws(TidemarkError) {
        if case .forged(let key) = authenticity { throw snapshot.forged(key) }
        if let error = refusal(of: snapshot, authenticity) { throw error }
        if let remark = remark(on: authenticity, of: snapshot) { context.tell(remark) }
    }

    /// The error of a snapshot that is signed by no key that is known, where that is required; `nil` of any other.
    func refusal(of snapshot: StoredSnapshot, _ authenticity: Authenticity) -> TidemarkError? {
        guard isRequired, let shortcoming = Self.shortcoming(authenticity) else { return nil }
        return TidemarkError(
            .notAuthentic,
            "snapshot \(snapshot.id) \(shortcoming), and the configuration requires that it is",
            hint: "Use one that is signed; `tidemark verify` tells which are."
        )
    }

    /// The error of a snapshot that has to be signed and cannot be read here.
    func refusal(of id: SnapshotID, because error: any Error) -> TidemarkError {
        let reason = (error as? TidemarkError)?.message ?? "\(error)"
        return TidemarkError(
            .notAuthentic,
            "snapshot \(id) cannot be read here, and the configuration requires that it is signed: \(reason)",
            hint: "Put its file into the store, or make a new plan from a snapshot that is in it.",
            cause: error
        )
    }

    /// What an intact snapshot lacks for which no known key vouches; `nil` of any other.
    private static func shortcoming(_ authenticity: Authenticity) -> String? {
        switch authenticity {
        case .authenticated, .forged: nil
        case .unsigned: "is intact and not signed, so nobody vouches for it"
        case .unknownKey(let keys):
            "is intact and signed by an unknown key, \(keys.joined(separator: ", ")), so it is not authenticated"
        }
    }
}

extension Authenticity {
    /// How JSON names it.
    var name: String {
        switch self {
        case .authenticated: "authenticated"
        case .unsigned: "intact"
        case .unknownKey: "unknown-key"
        case .forged: "forged"
        }
    }

    /// The key that it is about, if it is one.
    var key: String? {
        switch self {
        case .authenticated(let key), .forged(let key): key
        case .unknownKey(let keys): keys.first
        case .unsigned: nil
        }
    }
}
