public import Offsets
public import Settings
import Store
public import WebClient

/// Reads where a job's pings go, which is a secret like a password.
public enum PingAddress {
    /// Reads the address that the settings of a job name; read it for each run, so that a changed secret needs no reload.
    ///
    /// Blocks for as long as the disk does. No text of an error holds the address, nor the name of a credential, which may by
    /// mistake be the address itself.
    ///
    /// - Parameters:
    ///   - source: where it is.
    ///   - job: the job, for the error.
    ///   - credentials: the directory of credentials; `nil` where there is none.
    /// - Returns: the address.
    /// - Throws: `bad-secret-file` (exit 78) when it cannot be read, is open to others, or is no address to be used. That is
    ///   a warning of the job, which is run all the same.
    public static func read(
        _ source: CredentialReference,
        of job: String,
        credentials: String?
    ) throws(TidemarkError) -> WebAddress {
        let path: String
        switch source {
        case .file(let file): path = file
        case .credential(let name):
            guard let credentials else {
                throw TidemarkError(
                    .badSecretFile,
                    "the address for pings of job \(job) is a credential, and there is no $CREDENTIALS_DIRECTORY",
                    hint: "Add LoadCredential=NAME:FILE to the unit."
                )
            }
            path = "\(credentials)/\(name)"
        }
        let text: String
        do throws(TidemarkError) {
            let isCredential = source != .file(path)
            text = try SecretFile.secret(path, upTo: WebAddress.longest, isCredential: isCredential)
        } catch {
            guard case .credential = source else { throw error }
            throw TidemarkError(
                .badSecretFile,
                "the address for pings of job \(job) is no credential that can be read",
                hint: "Add LoadCredential=NAME:FILE to the unit; the file must not be empty."
            )
        }
        return try address(text, of: job)
    }

    private static func address(_ text: String, of job: String) throws(TidemarkError) -> WebAddress {
        do throws(WebError) {
            return try WebAddress(text)
        } catch {
            throw TidemarkError(
                .badSecretFile,
                "the address for pings of job \(job) cannot be used: \(error.message)",
                hint: "It has to be one line, https://HOST/PATH."
            )
        }
    }
}
