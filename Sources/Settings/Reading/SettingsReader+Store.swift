import Offsets

extension SettingsReader {
    /// `[store]`, all defaults where it is not there.
    mutating func store(_ content: TableContent?) -> StoreSettings {
        let table = StoreKeys.table
        if let content { checkKeys(of: content, against: table.path) }
        let path = value(StoreKeys.path, in: content, table)
        let journalRuns = value(StoreKeys.journalRuns, in: content, table)
        let journalAge = value(StoreKeys.journalAge, in: content, table)
        let requiresReason = value(StoreKeys.requireReason, in: content, table)
        let signingKey = value(StoreKeys.signingKey, in: content, table)
        let requiresAuthentic = value(StoreKeys.requiresAuthentic, in: content, table)
        let keyTable = content.flatMap { self.table(StoreKeys.keysName, in: $0) }
        let before = mistakes.count
        let keys = keyTable.map { self.keys($0) } ?? []
        // A key that is there and wrong is a mistake already.
        if let content, mistakes.count == before { check(signingKey, requiresAuthentic, content, keys.map(\.name)) }
        return StoreSettings(
            path: path,
            journalRuns: journalRuns,
            journalAge: journalAge,
            requiresReason: requiresReason,
            signingKey: signingKey.value ?? keys.first?.name,
            requiresAuthentic: requiresAuthentic,
            keys: keys
        )
    }

    /// `[store.keys]`.
    private mutating func keys(_ table: TableContent) -> [(name: String, source: Setting<CredentialReference>)] {
        var keys: [(name: String, source: Setting<CredentialReference>)] = []
        for entry in table.entries {
            let spelled = TOMLSpelling.key(table.path + [entry.key])
            guard Self.isName(entry.key) else {
                refuse(
                    at: entry.place,
                    spelled,
                    "'\(entry.key)' is no name of a key",
                    hint: Self.ruleOfNames
                )
                continue
            }
            if let source = credential(entry, spelled, example: "\"tidemark-key-2026\"", AuthenticationKey.fewestBytes)
            {
                keys.append((entry.key, source))
            }
        }
        return keys
    }

    /// Refuses what needs a key that is not there.
    private mutating func check(
        _ signingKey: Setting<String?>,
        _ requiresAuthentic: Setting<Bool>,
        _ content: TableContent,
        _ names: [String]
    ) {
        let heading = "[\(StoreKeys.keys.heading)]"
        if let name = signingKey.value, case .file(_, let place) = signingKey.origin {
            guard !names.contains(name) else { return }
            let nearest = Spelling.nearest(to: name, among: names).map { "Did you mean '\($0)'?" }
            refuse(
                at: place,
                content.spelled(StoreKeys.signingKey.name),
                "there is no key '\(name)' in \(heading)",
                hint: nearest ?? "Add the line \(TOMLSpelling.key([name])) = \"CREDENTIAL\" to \(heading)."
            )
        } else if names.count > 1 {
            refuse(
                at: content.place,
                content.spelled(StoreKeys.signingKey.name),
                "\(heading) has \(names.count) keys, and nothing says which one signs new snapshots",
                hint: "Add for example: \(StoreKeys.signingKey.name) = \(TOMLSpelling.text(names[0]))"
            )
        }
        if requiresAuthentic.value, names.isEmpty, case .file(_, let place) = requiresAuthentic.origin {
            refuse(
                at: place,
                content.spelled(StoreKeys.requiresAuthentic.name),
                "no snapshot can be authentic: there is no key in \(heading)",
                hint: "Add \(heading) with a key, or remove this."
            )
        }
    }
}
