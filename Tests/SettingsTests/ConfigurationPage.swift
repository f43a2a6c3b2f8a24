import Settings

/// The page about the configuration file.
enum ConfigurationPage {
    static let text =
        introduction + SettingTable.all.map(section).joined(separator: "\n\n") + "\n"

    private static let introduction = """
        # Configuration

        `/etc/tidemark/tidemark.toml`, or the file that `--config FILE` or TIDEMARK_CONFIG names, is written in
        [TOML](https://toml.io). `etc/tidemark/tidemark.toml` in the source is the same as this page, as a file to begin with.

            tidemark config check     # every mistake with its line, its key and what to write instead; exit 78
            tidemark config show      # every setting with its value and where that came from; secrets as ***

        - Every command that talks to a cluster or opens a store takes `--config`. It reads the file where the file is named,
          and where something that it needs, its cluster, its store or its job, is said nowhere else: a broken file stands in
          nobody's way who gives `--bootstrap-server` and `--store` by hand.
        - `--cluster NAME` or TIDEMARK_CLUSTER says which cluster is meant; needed where the file has several. `tidemark snapshot
          --job NAME` takes everything from `[job.NAME]`. The cluster's name is kept in snapshots and runs.
        - The name of a cluster stands for the cluster that it was first used for: the first snapshot or restore notes its id in
          `clusters.sqlite` of the store. When the servers lead to another cluster id, every command that uses the name is
          refused (79) and names both, until a snapshot or a restore is run once with `--accept-new-cluster-id`.
        - What is given on the command line wins over the environment, that over the file, and that over the default. For the
          cluster a job counts as the command line does: it goes to its own, whatever the environment says.
        - Brokers that are named without a cluster (`--bootstrap-server`, `-X bootstrap.servers`, `--command-config`) are
          another cluster, and get none of the file's properties and secrets; together with `--cluster` they are other ways to
          that one.
        - The files of secrets are read when a cluster is connected to; those of `restore` by `restore`, `apply`, `undo` and
          `recover` alone, with `--dry-run` too, which is to see what the run would.
        - An unknown key is a mistake, and so are a wrong type, a number out of range, a relative path, a schedule that never
          comes, a job of a cluster that is not there, one cluster under two names, and two jobs that are one. A file with a
          mistake is not used at all.
        - Durations are whole numbers with `ms`, `s`, `m`, `h` or `d`: `"30s"`, `"1h30m"`. Paths are absolute; `~` and variables
          are not replaced.
        - Secrets stand in files of their own and never in this one: credentials of systemd (`LoadCredential=NAME:FILE` in
          the unit, found in `$CREDENTIALS_DIRECTORY`), or files of mode 0600 or stricter by their absolute paths. By hand, root
          finds credentials in /etc/tidemark/credentials, where the units of `make install` expect their files.

        ```toml
        [cluster.prod]
        bootstrap-servers = ["kafka-1:9092", "kafka-2:9092"]

        [job.nightly]
        schedule = "*-*-* 03:00:00"
        ```


        """

    private static func section(_ table: SettingTable) -> String {
        var lines = [
            "## `[\(table.heading)]`", "", table.meaning, "", "| Key | Value | Default | Example |",
            "|---|---|---|---|",
        ]
        for key in table.keys {
            let standard = key.standard.map { isTOML($0) ? "`\($0)`" : $0 } ?? "has to be there"
            let name = table.isOpen ? "`\"\(key.name)\"`" : "`\(key.name)`"
            let example = table.isOpen ? DefaultFile.property(of: table) : key.name
            lines.append(
                "| \(name) | \(key.meaning) It is \(key.kind). | \(standard) | `\(example) = \(key.example)` |"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func isTOML(_ text: String) -> Bool {
        ["\"", "["].contains(text.prefix(1)) && !text.contains(" ") || ["true", "false"].contains(text)
            || Int(text) != nil
    }
}
