import Offsets

extension SettingsReader {
    /// `[cluster.NAME]`; `nil` where its servers are not known.
    mutating func cluster(_ content: TableContent) -> ClusterSettings? {
        checkKeys(of: content, against: ClusterKeys.table.path)
        let servers = value(ClusterKeys.bootstrapServers, in: content, ClusterKeys.table)
        let client = value(ClusterKeys.client, in: content, ClusterKeys.table)
        let principal = self.principal(content)
        let restore = table("restore", in: content)
        if let restore { checkKeys(of: restore, against: ["cluster", "NAME", "restore"]) }
        let restorePrincipal = self.principal(restore)
        guard let name = content.path.last, let servers: Setting<[String]> = servers.given() else { return nil }
        return ClusterSettings(
            name: Setting(name, origin(content.place)),
            bootstrapServers: servers,
            client: client,
            principal: principal,
            restorePrincipal: restorePrincipal
        )
    }

    /// Two names for one cluster: its snapshots would be those of two.
    mutating func compare(_ clusters: [ClusterSettings]) {
        var known: [Set<String>: String] = [:]
        for cluster in clusters {
            let servers = Set(cluster.bootstrapServers.value)
            guard !servers.isEmpty else { continue }
            if let other = known[servers], case .file(_, let place) = cluster.bootstrapServers.origin {
                refuse(
                    at: place,
                    "cluster.\(cluster.name.value).bootstrap-servers",
                    "[cluster.\(other)] has the same servers, and a cluster has one name",
                    hint: "Correct the servers, or remove one of the two; another user for writing belongs in "
                        + "[cluster.\(other).restore.properties]."
                )
            } else {
                known[servers] = cluster.name.value
            }
        }
    }

    private mutating func principal(_ parent: TableContent?) -> PrincipalSettings {
        guard let parent else { return PrincipalSettings(properties: [], secrets: []) }
        let plain = table("properties", in: parent)
        var properties: [(name: String, value: Setting<String>)] = []
        let plainEntries = plain.map { self.named($0) } ?? []
        for (name, entry) in plainEntries {
            if let value = property(name, entry, in: parent) { properties.append((name, value)) }
        }
        let names = Set(properties.map(\.name))
        let hidden = table("secrets", in: parent)
        var secrets: [(name: String, source: Setting<CredentialReference>)] = []
        let hiddenEntries = hidden.map { self.named($0) } ?? []
        for (name, entry) in hiddenEntries {
            guard let source = secret(name, entry, in: parent) else { continue }
            if names.contains(name) {
                refuse(
                    at: entry.place,
                    TOMLSpelling.key(parent.path + ["secrets", name]),
                    "\(name) stands in [\(TOMLSpelling.key(parent.path + ["properties"]))] as well",
                    hint: "Leave one of the two out."
                )
            }
            secrets.append((name, source))
        }
        return PrincipalSettings(properties: properties, secrets: secrets)
    }

    /// The entries of a table whose keys are properties; one whose dots made tables of it is refused.
    private mutating func named(_ table: TableContent) -> [(name: String, entry: TOMLEntry)] {
        table.entries.compactMap { entry in
            if case .table = entry.value.content {
                for (name, place) in Self.leaves([entry.key], entry) {
                    refuse(
                        at: place,
                        TOMLSpelling.key(table.path + [name]),
                        "\(name) is not in quotes, and its dots mean tables of TOML",
                        hint: "Write the name in quotes: \(TOMLSpelling.text(name)) = …"
                    )
                }
                return nil
            }
            return (entry.key, entry)
        }
    }

    private static func leaves(_ path: [String], _ entry: TOMLEntry) -> [(name: String, place: FilePlace)] {
        guard case .table(let entries) = entry.value.content, !entries.isEmpty else {
            return [(path.joined(separator: "."), entry.place)]
        }
        return entries.flatMap { leaves(path + [$0.key], $0) }
    }

    private mutating func property(
        _ name: String,
        _ entry: TOMLEntry,
        in parent: TableContent
    ) -> Setting<String>? {
        let key = TOMLSpelling.key(parent.path + ["properties", name])
        if let flaw = PropertyName.flaw(name) {
            refuse(at: entry.place, key, flaw.message, hint: flaw.hint)
            return nil
        }
        guard !SecretProperty.isOne(name) else {
            refuse(
                at: entry.place,
                key,
                "\(name) is a secret, and secrets do not stand in this file",
                hint:
                    "Write the value into a file of mode 0600, and in [\(TOMLSpelling.key(parent.path + ["secrets"]))]: "
                    + "\(TOMLSpelling.text(name)) = \"/PATH/OF/THE/FILE\""
            )
            return nil
        }
        let text: String
        switch entry.value.content {
        case .string(let given) where !given.utf8.contains(0): text = given
        case .string:
            refuse(at: entry.value.place, key, "no property can hold the character NUL")
            return nil
        case .integer(let number): text = "\(number)"
        case .boolean(let isTrue): text = "\(isTrue)"
        default:
            refuse(
                at: entry.value.place,
                key,
                "a text, a whole number, true or false is wanted here, and this is \(entry.value.kind)",
                hint: "Write the value in quotes, as librdkafka takes it."
            )
            return nil
        }
        let setting = Setting(text, origin(entry.value.place))
        shown.append(ShownSetting(key: key, value: .text(text), origin: setting.origin))
        return setting
    }

    private mutating func secret(
        _ name: String,
        _ entry: TOMLEntry,
        in parent: TableContent
    ) -> Setting<CredentialReference>? {
        let key = TOMLSpelling.key(parent.path + ["secrets", name])
        if let flaw = PropertyName.flaw(name) {
            refuse(at: entry.place, key, flaw.message, hint: flaw.hint)
            return nil
        }
        return credential(entry, key, example: "\"kafka-password\"")
    }

    /// The place of a secret, which is looked at.
    mutating func credential(
        _ entry: TOMLEntry,
        _ key: String,
        example: String,
        _ fewestBytes: Int = 1
    ) -> Setting<CredentialReference>? {
        var complaints = Complaints(key: key, name: TOMLSpelling.key([entry.key]), example: example)
        let source = ValueReader.credential.read(entry.value, &complaints)
        for mistake in complaints.mistakes { refuse(at: mistake.place, key, mistake.message, hint: mistake.hint) }
        guard let source else { return nil }
        let setting = Setting(source, origin(entry.value.place))
        shown.append(ShownSetting(key: key, value: .secret, origin: setting.origin))
        look(at: source, entry.value.place, key, fewestBytes)
        return setting
    }
}
