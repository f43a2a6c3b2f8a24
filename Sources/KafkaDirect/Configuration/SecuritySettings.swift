/// How a connection is secured, and as whom it logs in.
struct SecuritySettings: Hashable, Sendable {
    /// As whom to log in, `nil` for nobody.
    let sasl: SASLSettings?
    /// How TLS is spoken, `nil` for plain bytes.
    let tls: TLSSettings?

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
        tls = hasTLS ? try TLSSettings(values) : nil
    }

    /// Whether the bytes go through TLS.
    var hasTLS: Bool { tls != nil }
}

/// How TLS is spoken.
struct TLSSettings: Hashable, Sendable {
    init(_ values: [String: String]) throws(NotUnderstood) {
        throw NotUnderstood(property: "security.protocol", value: values["security.protocol"])
    }
}
