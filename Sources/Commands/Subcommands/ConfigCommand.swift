import Offsets
import Settings
import Syntax

/// `tidemark config`: what the configuration file says.
enum ConfigCommand {
    static let command = Command(
        "config",
        summary: "Check the configuration file, or show the settings in effect",
        subcommands: [check, show]
    )

    private static let exits = [
        CommandExits.done,
        CommandExits.exit(.notFound, "there is no such file"),
        CommandExits.exit(.denied, "the file may not be read"),
        CommandExits.exit(.configuration, "the file has mistakes; each is named"),
    ]

    private static let check = Command(
        CommandSyntax(
            "check",
            summary: "Check the configuration file and list every mistake",
            discussion: [
                "Every mistake is listed with its line, column and key, and what to write instead; an unknown "
                    + "key is a mistake. Files with secrets are checked as far as this user can see them: each has "
                    + "to exist and be readable by its owner alone. No cluster is contacted.",
                "docs/configuration.md describes every key.",
            ],
            options: [ConfigurationFile.group, OutputOptions.plain],
            examples: [CommandExample("tidemark config check --config ./tidemark.toml", "before it is installed")],
            exits: exits
        ),
        run: { arguments, context in
            let settings = try ConfigurationFile.settings(arguments, context, looksAtSecrets: true)
            if !settings.unseenSecrets.isEmpty {
                context.note(
                    "secrets not looked at, this user cannot see them: \(settings.unseenSecrets.joined(separator: ", "))"
                )
            }
            context.show(CheckedSettings(settings: settings))
            return .done
        }
    )

    private static let show = Command(
        CommandSyntax(
            "show",
            summary: "Show every setting with its value and where that came from",
            discussion: [
                "An origin is the place in the file, the environment, or the default. What is a secret, or names one, is shown "
                    + "as \(ShownValue.redacted)."
            ],
            options: [ConfigurationFile.group, OutputOptions.plain],
            exits: exits
        ),
        run: { arguments, context in
            let settings = try ConfigurationFile.settings(arguments, context)
            context.show(EffectiveSettings(values: effective(settings, context)))
            return .done
        }
    )

    /// The values that hold: the environment wins over the file, and the system says where the store is by default.
    private static func effective(_ settings: Settings, _ context: CommandContext) -> [ShownSetting] {
        settings.shown.map { setting in
            guard setting.key == StoreOptions.configurationKey else { return setting }
            if let path = context.environment[StoreOptions.variable], !path.isEmpty {
                return ShownSetting(key: setting.key, value: .text(path), origin: .environment)
            }
            guard setting.value == .nothing else { return setting }
            let path = try? StoreDirectory.standard(context)
            return ShownSetting(key: setting.key, value: path.map { .text($0) } ?? .nothing, origin: .standard)
        }
    }
}

/// A configuration file without a mistake.
private struct CheckedSettings: CommandResult {
    let settings: Settings

    func writeTable(to sink: OutputSink) {
        sink.writeLine(
            "\(Escaping.forTerminal(settings.file)): no mistakes: \(Counted.text(settings.clusters.count, "cluster")), "
                + Counted.text(settings.jobs.count, "job")
        )
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("file", settings.file)
        json.member("clusters", array: settings.clusters.map(\.name.value))
        json.member("jobs", array: settings.jobs.map(\.name.value))
        json.member("unseenSecrets", array: settings.unseenSecrets)
    }
}

/// Every setting with its value and where that came from.
private struct EffectiveSettings: CommandResult {
    private static let table = Table(.text("KEY"), .text("VALUE"), .text("ORIGIN"))

    let values: [ShownSetting]

    func writeTable(to sink: OutputSink) {
        let rows = values.map { setting in
            [setting.key, setting.value.toml ?? Cell.none, "\(setting.origin)"].map(Escaping.message)
        }
        Self.table.write(rows, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("values", array: values.map(SettingPayload.init))
    }
}
