internal import Cluster

/// A key store or trust store of the Java client: where keys and certificates are.
struct JavaStore {
    /// Which of the two.
    enum Kind: String, CaseIterable {
        /// The certificates of authorities that are trusted.
        case trust = "ssl.truststore."
        /// The client's own certificate and key.
        case key = "ssl.keystore."

        /// The store that a setting is about; `nil` for another setting.
        init?(key: String) {
            if key == "ssl.key.password" {
                self = .key
                return
            }
            guard let kind = Self.allCases.first(where: { key.hasPrefix($0.rawValue) }) else { return nil }
            self = kind
        }

        /// The setting that says what kind of file it is.
        var typeKey: String { "\(rawValue)type" }
    }

    /// What Java takes a store for that does not say.
    private static let usualType = "JKS"

    private let kind: Kind
    private let type: String

    /// A store of a type; `nil` is Java's default.
    init(_ kind: Kind, type: String?) {
        self.kind = kind
        self.type = (type ?? Self.usualType).uppercased()
    }

    /// What one setting of it is in librdkafka's terms.
    ///
    /// - Throws: ``KafkaError`` when librdkafka cannot read such a store.
    func take(_ entry: JavaProperties.Entry) throws(KafkaError) -> [KafkaConfiguration.Property] {
        func properties(_ names: String...) -> [KafkaConfiguration.Property] {
            names.map { KafkaConfiguration.Property(name: $0, value: entry.value) }
        }
        let setting = entry.key == "ssl.key.password" ? entry.key : String(entry.key.dropFirst(kind.rawValue.count))
        switch (kind, type, setting) {
        case (_, _, "type"): return []
        case (.trust, "PEM", "location"): return properties("ssl.ca.location")
        case (.trust, "PEM", "certificates"): return properties("ssl.ca.pem")
        // One file with the key and the chain, of which librdkafka takes what it needs.
        case (.key, "PEM", "location"): return properties("ssl.certificate.location", "ssl.key.location")
        case (.key, "PEM", "certificate.chain"): return properties("ssl.certificate.pem")
        case (.key, "PEM", "key"): return properties("ssl.key.pem")
        case (.key, "PEM", "ssl.key.password"): return properties("ssl.key.password")
        case (.key, "PKCS12", "location"): return properties("ssl.keystore.location")
        case (.key, "PKCS12", "password"): return properties("ssl.keystore.password")
        // In a PKCS#12 file both have the same password.
        case (.key, "PKCS12", "ssl.key.password"): return []
        default: throw KafkaError(.invalidArgument, advice(setting))
        }
    }

    private func advice(_ setting: String) -> String {
        guard type != "PEM" else { return "does not go with a store of type PEM; remove the line" }
        let isPKCS12 = "; if it is PKCS#12 in truth, say \(kind.typeKey)=PKCS12"
        let (instead, way) =
            switch kind {
            case .trust: ("ssl.ca.location", "")
            case .key: ("ssl.certificate.location and ssl.key.location", type == "PKCS12" ? "" : isPKCS12)
            }
        return "is of type \(type), which librdkafka does not read; export it as PEM and say \(kind.typeKey)=PEM, "
            + "or use -X with \(instead)\(way)"
    }
}
