extension SettingsReader {
    /// `[daemon]`, all defaults where it is not there.
    mutating func daemon(_ content: TableContent?) -> DaemonSettings {
        let table = DaemonKeys.table
        if let content { checkKeys(of: content, against: table.path) }
        return DaemonSettings(
            metrics: value(DaemonKeys.metrics, in: content, table),
            textfile: value(DaemonKeys.textfile, in: content, table),
            lagGroups: value(DaemonKeys.lagGroups, in: content, table),
            lagGroupsLimit: value(DaemonKeys.lagGroupsLimit, in: content, table),
            jitter: value(DaemonKeys.jitter, in: content, table),
            ping: ping(content.flatMap { self.table("ping", in: $0) }, PingKeys.ofDaemon),
            hooks: hooks(content.flatMap { self.table("hooks", in: $0) }, HookKeys.ofDaemon)
        )
    }

    /// A table `ping`.
    mutating func ping(_ content: TableContent?, _ table: SettingTable) -> PingSettings {
        if let content { checkKeys(of: content, against: table.path) }
        let address = value(PingKeys.address, in: content, table)
        if let source = address.value, let content, case .file(_, let place) = address.origin {
            look(at: source, place, content.spelled(PingKeys.address.name))
        }
        return PingSettings(address: address)
    }

    /// A table `hooks`.
    mutating func hooks(_ content: TableContent?, _ table: SettingTable) -> HookSettings {
        if let content { checkKeys(of: content, against: table.path) }
        return HookSettings(
            before: value(HookKeys.before, in: content, table),
            after: value(HookKeys.after, in: content, table),
            failed: value(HookKeys.failed, in: content, table),
            finally: value(HookKeys.finally, in: content, table),
            timeout: value(HookKeys.timeout, in: content, table)
        )
    }

    /// `[job.NAME.retention]`.
    mutating func retention(_ content: TableContent) -> RetentionSettings {
        let table = RetentionKeys.table
        let before = mistakes.count
        checkKeys(of: content, against: table.path)
        let retention = RetentionSettings(
            last: value(RetentionKeys.last, in: content, table),
            hourly: value(RetentionKeys.hourly, in: content, table),
            daily: value(RetentionKeys.daily, in: content, table),
            weekly: value(RetentionKeys.weekly, in: content, table),
            monthly: value(RetentionKeys.monthly, in: content, table),
            yearly: value(RetentionKeys.yearly, in: content, table),
            within: value(RetentionKeys.within, in: content, table),
            fewest: value(RetentionKeys.fewest, in: content, table),
            trash: value(RetentionKeys.trash, in: content, table)
        )
        let rules = [
            retention.last, retention.hourly, retention.daily, retention.weekly, retention.monthly, retention.yearly,
        ]
        // A rule that is there and wrong is a mistake already.
        let isEmpty = rules.allSatisfy { $0.value == 0 } && retention.within.value == nil
        if isEmpty, mistakes.count == before {
            refuse(
                at: content.place,
                TOMLSpelling.key(content.path),
                "these rules keep no snapshot",
                hint:
                    "Add one, such as \(RetentionKeys.last.name) = \(RetentionKeys.last.description.example); without the table "
                    + "none is removed."
            )
        }
        return retention
    }
}
