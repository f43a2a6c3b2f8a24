import Offsets
import Settings
import Store

/// The secrets that a configuration names.
enum Credential {
    /// Where systemd puts the credentials of a unit.
    private static let directoryVariable = "CREDENTIALS_DIRECTORY"

    /// Whether a secret can be read and is for its owner alone.
    ///
    /// What only another user may read, and a credential where no unit is, cannot be seen. No text holds the name, which
    /// may by mistake be the secret itself.
    static func view(_ source: CredentialReference, _ environment: [String: String]) -> SecretView {
        let path: String
        switch source {
        case .file(let file): path = file
        case .credential(let name):
            guard let directory = environment[directoryVariable] else { return .unseen }
            path = "\(directory)/\(name)"
        }
        do throws(TidemarkError) {
            _ = try SecretFile.secret(path, upTo: Defaults.longestSecret, isCredential: source != .file(path))
            return .usable
        } catch {
            if (error.cause as? TidemarkError)?.code == .denied { return .unseen }
            guard case .file = source else {
                return .unusable(
                    "there is no credential of this name that can be used in $\(directoryVariable)",
                    hint: "Add LoadCredential=NAME:FILE to the unit; the file must not be empty."
                )
            }
            return .unusable(error.message, hint: error.hint)
        }
    }
}
