import Settings
import Syntax

/// `tidemark help configuration` and tidemark.toml(5): every key of the configuration file, from the one table of them.
enum ConfigurationTopic {
    static let topic = HelpTopic(
        "configuration",
        summary:
            "The configuration file of tidemark: clusters, secrets and jobs that back up Kafka consumer group offsets",
        discussion: [
            "\(Defaults.configuration), or the file that `--config` or TIDEMARK_CONFIG names, is written in TOML. `tidemark "
                + "config check` names every mistake with its line and what to write instead; an unknown key is a mistake. "
                + "`tidemark config show` shows every setting and where it is from.",
            "What is given on the command line wins over the environment, that over the file, and that over the default. "
                + "Durations are whole numbers with ms, s, m, h or d, in quotes: \"30s\", \"1h30m\". Paths are absolute.",
            "Secrets are in files of their own and never in this one: credentials of systemd (LoadCredential=NAME:FILE in the "
                + "unit), or files of mode 0600 or stricter by their absolute paths.",
        ],
        sections: [example] + SettingTable.all.map(section),
        manual: ManualPage.Reference("tidemark.toml", 5)
    )

    private static let example = HelpTopic.Section(
        "Example",
        paragraphs: ["All that a backup every night needs:"],
        lines: [
            "[cluster.prod]", "bootstrap-servers = [\"kafka-1:9092\", \"kafka-2:9092\"]", "", "[job.nightly]",
            "schedule = \"*-*-* 03:00:00\"",
        ]
    )

    private static func section(_ table: SettingTable) -> HelpTopic.Section {
        HelpTopic.Section(
            "[\(table.heading)]",
            table.keys.map { key in
                let standard = key.standard.map { "Default: \($0)." } ?? "It has to be there."
                return (key.name, "\(key.meaning) It is \(key.kind). \(standard) Example: \(key.example).")
            },
            paragraphs: [table.meaning]
        )
    }
}
