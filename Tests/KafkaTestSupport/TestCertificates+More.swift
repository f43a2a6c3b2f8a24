import Foundation

extension TestCertificates {
    /// When a certificate is valid.
    public enum Validity: String, Sendable {
        /// At present.
        case present
        /// It was, once.
        case past
        /// It will be.
        case future

        fileprivate var dates: [String] {
            let (longAgo, lately, soon, someday) = (
                "20000101000000Z", "20010101000000Z", "20400101000000Z", "20490101000000Z"
            )
            return switch self {
            case .past: ["-startdate", longAgo, "-enddate", lately]
            case .present: ["-startdate", longAgo, "-enddate", someday]
            case .future: ["-startdate", soon, "-enddate", someday]
            }
        }
    }

    /// Who issues a certificate.
    public enum Issuer: String, Sendable {
        /// Who everybody trusts.
        case authority
        /// Who nobody trusts.
        case stranger
    }

    /// Makes a further certificate.
    ///
    /// - Parameters:
    ///   - name: Whom it is for, and the name of its file.
    ///   - place: The host it is for, for instance `DNS:broker.example`.
    ///   - validity: When it is valid.
    ///   - issuer: Who issues it.
    ///   - password: What its key is encrypted with, `nil` for nothing.
    /// - Returns: The path of one file with key and certificate.
    /// - Throws: What `openssl` fails with.
    public func issue(
        _ name: String,
        for place: String = "IP:127.0.0.1",
        _ validity: Validity = .present,
        by issuer: Issuer = .authority,
        password: String? = nil
    ) async throws -> String {
        let (key, request, certificate, settings) = (
            "\(directory)/\(name).key", "\(directory)/\(name).request", "\(directory)/\(name).certificate",
            "\(directory)/\(name).settings"
        )
        try write("", to: "\(directory)/\(name).index")
        try write(
            """
            [ca]
            default_ca = issuing
            [issuing]
            database = \(directory)/\(name).index
            new_certs_dir = \(directory)
            rand_serial = yes
            default_md = sha256
            policy = names
            x509_extensions = extensions
            [names]
            commonName = supplied
            [extensions]
            subjectAltName = \(place)
            """,
            to: settings
        )
        let encryption = password.map { ["-passout", "pass:\($0)"] } ?? ["-nodes"]
        try await openssl(
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", key, "-out", request]
                + ["-subj", "/CN=\(name)"] + encryption
        )
        try await openssl(
            ["ca", "-config", settings, "-batch", "-notext", "-in", request, "-out", certificate]
                + ["-cert", "\(directory)/\(issuer.rawValue).pem", "-keyfile", "\(directory)/\(issuer.rawValue).key"]
                + validity.dates
        )
        let parts = try [key, certificate].map { try String(contentsOfFile: $0, encoding: .utf8) }
        let path = "\(directory)/\(name).pem"
        try write(parts.joined(), to: path)
        return path
    }

    /// Makes a folder in which OpenSSL finds the authority by the hash of its name.
    public func authorityFolder() async throws -> String {
        let folder = "\(directory)/folder"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: authority, toPath: "\(folder)/authority.pem")
        try await openssl(["rehash", folder])
        return folder
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
