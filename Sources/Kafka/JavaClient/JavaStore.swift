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
        /// The setting that says where it is.
        var locationKey: String { "\(rawValue)location" }
    }

    /// What Java takes a store for that does not say.
    private static let usualType = "JKS"

    private let kind: Kind
    private let type: String
    private let location: String?

    /// A store as the settings of a file describe it.
    init(_ kind: Kind, _ entries: [String: JavaProperties.Entry]) {
        self.kind = kind
        type = (entries[kind.typeKey]?.value ?? Self.usualType).uppercased()
        location = entries[kind.locationKey]?.value
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
        let refusal = "is of type \(type), which librdkafka does not read"
        guard let location, let conversion = conversion(of: location) else {
            return "\(refusal); export it as PEM, and say \(kind.typeKey)=PEM and \(kind.locationKey)=FILE"
        }
        let isPKCS12 = kind == .key ? "; if it is PKCS#12 in truth, only say \(kind.typeKey)=PKCS12" : ""
        return "\(refusal); convert it with `\(conversion.command)`, and say \(kind.typeKey)=\(conversion.type) and "
            + "\(kind.locationKey)=\(conversion.file)\(isPKCS12)"
    }

    /// The command that makes of a store one that librdkafka reads; `nil` where none is known.
    private func conversion(of location: String) -> (command: String, type: String, file: String)? {
        let pem = Self.path(location, endingIn: "pem")
        let source = Self.shellWord(location)
        switch (kind, type) {
        case (.trust, "JKS"):
            return ("keytool -list -rfc -keystore \(source) > \(Self.shellWord(pem))", "PEM", pem)
        case (.trust, "PKCS12"):
            return ("openssl pkcs12 -in \(source) -nokeys -out \(Self.shellWord(pem))", "PEM", pem)
        case (.key, "JKS"):
            let file = Self.path(location, endingIn: "p12")
            let command =
                "keytool -importkeystore -srckeystore \(source) -destkeystore \(Self.shellWord(file)) -deststoretype PKCS12"
            return (command, "PKCS12", file)
        default: return nil
        }
    }

    /// A path beside another one.
    private static func path(_ path: String, endingIn ending: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex, name[dot...] != ".\(ending)" else {
            return "\(path).\(ending)"
        }
        return "\(path[..<dot]).\(ending)"
    }

    /// A text as a shell takes it for one word.
    private static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || "/._-".utf8.contains(byte)
        }
        return isPlain ? text : "'\(text.replacing("'", with: #"'\''"#))'"
    }
}
