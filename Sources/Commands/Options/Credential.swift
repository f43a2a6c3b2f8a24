import Offsets
import Settings
import Store

/// The secrets that a configuration names.
enum Credential {
    /// A secret.
    ///
    /// - Parameters:
    ///   - source: Where it is.
    ///   - environment: Where credentials are.
    ///   - place: The place of the configuration that names it, with which messages begin.
    ///   - fewestBytes: How many bytes it needs at least.
    /// - Returns: Its text.
    /// - Throws: `bad-secret-file` (exit 78) when it cannot be read, is too short, or others than its owner can read it. No text holds the name of
    ///   a credential, which may by mistake be the secret itself.
    static func value(
        _ source: CredentialReference,
        _ environment: [String: String],
        _ place: String,
        fewestBytes: Int = 1
    ) throws(TidemarkError) -> String {
        let secret = try text(source, environment, place)
        let count = secret.utf8.count
        guard count >= fewestBytes else {
            throw TidemarkError(
                .badSecretFile,
                "\(place): \(tooShort(count, fewestBytes))",
                hint: adviceOnLength
            )
        }
        return secret
    }

    private static func text(
        _ source: CredentialReference,
        _ environment: [String: String],
        _ place: String
    ) throws(TidemarkError) -> String {
        guard let path = path(source, environment) else {
            throw TidemarkError(
                .badSecretFile,
                "\(place): this is the name of a credential, and there is no $\(SecretFile.credentialsVariable)",
                hint:
                    "Run the command as root, with the file in \(SecretFile.usualCredentials), or in a unit with "
                    + "LoadCredential=NAME:FILE, or name the file by its absolute path."
            )
        }
        do throws(TidemarkError) {
            return try SecretFile.secret(path, upTo: Defaults.longestSecret, isCredential: source != .file(path))
        } catch {
            guard source == .file(path) else {
                let (message, hint) = unusable(environment)
                throw TidemarkError(error.code, "\(place): \(message)", hint: hint, cause: error)
            }
            throw TidemarkError(error.code, "\(place): \(error.message)", hint: error.hint, cause: error)
        }
    }

    /// Whether a secret can be read and is for its owner alone.
    ///
    /// What only another user may read, and a credential where no unit is, cannot be seen. No text holds the name, which
    /// may by mistake be the secret itself.
    static func view(
        _ source: CredentialReference,
        fewestBytes: Int = 1,
        _ environment: [String: String]
    ) -> SecretView {
        guard let path = path(source, environment) else { return .unseen }
        do throws(TidemarkError) {
            let secret = try SecretFile.secret(path, upTo: Defaults.longestSecret, isCredential: source != .file(path))
            let count = secret.utf8.count
            guard count >= fewestBytes else {
                return .unusable(tooShort(count, fewestBytes), hint: adviceOnLength)
            }
            return .usable
        } catch {
            if (error.cause as? TidemarkError)?.code == .denied { return .unseen }
            guard case .file = source else {
                let (message, hint) = unusable(environment)
                return .unusable(message, hint: hint)
            }
            return .unusable(error.message, hint: error.hint)
        }
    }

    /// What is wrong with a secret of so few bytes.
    private static func tooShort(_ count: Int, _ fewestBytes: Int) -> String {
        "the secret has \(count) bytes, and \(fewestBytes) are needed at least"
    }

    private static let adviceOnLength = "`openssl rand -hex 32` prints one."

    private static func unusable(_ environment: [String: String]) -> (message: String, hint: String) {
        let beginning = "there is no credential of this name that can be used in "
        return environment[SecretFile.credentialsVariable] == nil
            ? (beginning + SecretFile.usualCredentials, "Put it there, in a file of mode 0600 that is not empty.")
            : (
                beginning + "$\(SecretFile.credentialsVariable)",
                "Add LoadCredential=NAME:FILE to the unit; the file must not be empty."
            )
    }

    /// The file of a secret; `nil` for a credential where no unit is.
    private static func path(_ source: CredentialReference, _ environment: [String: String]) -> String? {
        switch source {
        case .file(let file): file
        case .credential(let name): SecretFile.credentials(environment).map { "\($0)/\(name)" }
        }
    }
}
