import Glibc
public import Offsets

/// A file with one secret, such as a password, or with settings among which there are some.
public enum SecretFile {
    /// The bits that let anybody but the owner in.
    private static let others: UInt32 = 0o077
    /// The same of a credential: systemd lets the unit's user read it by an access list, whose mask is seen as the right of
    /// the group to read.
    private static let othersOfCredential: UInt32 = 0o037

    /// Where the files are that units load as credentials.
    public static let usualCredentials = "/etc/tidemark/credentials"
    /// The variable by which a unit learns where its credentials are.
    public static let credentialsVariable = "CREDENTIALS_DIRECTORY"

    /// The directory with the credentials of a process: that of its unit, else the usual one where it may look into that,
    /// as root may by hand; `nil` where there is none.
    public static func credentials(_ environment: [String: String]) -> String? {
        if let directory = environment[credentialsVariable] { return directory }
        return unsafe access(usualCredentials, R_OK | X_OK) == 0 ? usualCredentials : nil
    }

    /// Reads a secret; a symbolic link is followed.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - longest: The most bytes it may have.
    ///   - isCredential: Whether systemd has put it where it is, by `LoadCredential=`.
    /// - Returns: Its text without the newline at its end.
    /// - Throws: `bad-secret-file` (exit 78) when it cannot be read, is no regular file, can be read by anybody but its
    ///   owner, is too long, or is no text.
    public static func secret(
        _ path: String,
        upTo longest: Int,
        isCredential: Bool = false
    ) throws(TidemarkError) -> String {
        let (bytes, mode) = try read(path, upTo: longest)
        guard mode & (isCredential ? othersOfCredential : others) == 0 else {
            throw refusal(
                "\(path) has mode \(text(mode)): others than its owner can read or change it",
                hint: "chmod 600 \(path)"
            )
        }
        var content = bytes[...]
        if content.last == UInt8(ascii: "\n") {
            content = content.dropLast()
            if content.last == UInt8(ascii: "\r") { content = content.dropLast() }
        }
        guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
            throw refusal("\(path) holds no text in UTF-8")
        }
        guard !text.isEmpty else { throw refusal("\(path) is empty") }
        return text
    }

    /// Reads a file of settings; a symbolic link is followed.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - longest: The most bytes it may have.
    /// - Returns: Its bytes, and its mode as `chmod` takes it where others than its owner can read or change it.
    /// - Throws: `bad-secret-file` (exit 78) when it cannot be read, is no regular file, or is too long.
    public static func settings(
        _ path: String,
        upTo longest: Int
    ) throws(TidemarkError) -> (bytes: [UInt8], openMode: String?) {
        let (bytes, mode) = try read(path, upTo: longest)
        return (bytes, mode & others == 0 ? nil : text(mode))
    }

    private static func read(_ path: String, upTo longest: Int) throws(TidemarkError) -> (bytes: [UInt8], mode: UInt32)
    {
        do throws(TidemarkError) {
            let file = try OpenFile(path, flags: O_RDONLY, followsLinks: true)
            let size = try file.size()
            guard size <= longest else {
                throw refusal("\(path) has \(size) bytes, and at most \(longest) are read")
            }
            return (try file.read(size, at: 0), try file.permissions())
        } catch {
            throw refusal(
                error.message,
                hint: "The user that runs tidemark must be able to read it.",
                cause: error
            )
        }
    }

    private static func refusal(
        _ message: String,
        hint: String? = nil,
        cause: TidemarkError? = nil
    ) -> TidemarkError {
        TidemarkError(.badSecretFile, message, hint: hint, cause: cause)
    }

    private static func text(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
