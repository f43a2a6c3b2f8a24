internal import Glibc
internal import TLS

/// How a connection is secured, and as whom it logs in.
struct SecuritySettings: Hashable, Sendable {
    /// As whom to log in, `nil` for nobody.
    let sasl: SASLSettings?
    /// How TLS is spoken, `nil` for plain bytes.
    let tls: TLSClient.Configuration?
    /// The files that are named, by the properties that name them.
    let files: [String: String]

    /// What properties come to.
    ///
    /// - Throws: ``NotUnderstood`` for a protocol or a mechanism that this client does not speak, or without what it needs.
    init(_ values: [String: String]) throws(NotUnderstood) {
        let name = values["security.protocol"]?.lowercased() ?? "plaintext"
        let (hasSASL, hasTLS): (Bool, Bool) =
            switch name {
            case "plaintext": (false, false)
            case "ssl": (false, true)
            case "sasl_plaintext": (true, false)
            case "sasl_ssl": (true, true)
            default: throw NotUnderstood(property: "security.protocol", value: values["security.protocol"])
            }
        sasl = hasSASL ? try SASLSettings(values) : nil
        tls = hasTLS ? try Self.tls(values) : nil
        files = values.filter { $0.key.hasPrefix("ssl.") && $0.key.hasSuffix(".location") }
    }

    private static func tls(_ values: [String: String]) throws(NotUnderstood) -> TLSClient.Configuration {
        var configuration = TLSClient.Configuration()
        let authority = try source(values, "ssl.ca.location", "ssl.ca.pem")
        switch authority {
        // librdkafka looks for the system's own where it is told to.
        case .file("probe")?, nil: configuration.authorities = .system
        case .file(let path)? where isDirectory(path): configuration.authorities = .directory(path)
        case let source?: configuration.authorities = .source(source)
        }
        let certificate = try source(values, "ssl.certificate.location", "ssl.certificate.pem")
        let key = try source(values, "ssl.key.location", "ssl.key.pem")
        // One file may hold both.
        if let shown = certificate ?? key, let proof = key ?? certificate {
            let password = values["ssl.key.password"]
            configuration.identity = TLSIdentity(certificate: shown, key: proof, keyPassword: password)
        }
        configuration.verifiesCertificate =
            values["enable.ssl.certificate.verification"].flatMap(PropertyValues.flag) ?? true
        switch values["ssl.endpoint.identification.algorithm"]?.lowercased() {
        case nil, "https": configuration.verifiesHostName = true
        case "none": configuration.verifiesHostName = false
        case let value?: throw NotUnderstood(property: "ssl.endpoint.identification.algorithm", value: value)
        }
        return configuration
    }

    private static func source(
        _ values: [String: String],
        _ location: String,
        _ text: String
    ) throws(NotUnderstood) -> PEMSource? {
        switch (values[location], values[text]) {
        case (nil, nil): return nil
        case (let path?, nil): return .file(path)
        case (nil, let text?): return .text(text)
        case (_?, _?): throw NotUnderstood(property: location, value: "… beside \(text)")
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
