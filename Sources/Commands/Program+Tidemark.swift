extension Program {
    /// Every command there is.
    static let tidemark = Program(
        groups: [
            (title: "Capture", commands: [SnapshotCommand.command]),
            (
                title: "Look",
                commands: [
                    ListCommand.command, ShowCommand.command, DiffCommand.command, HistoryCommand.command,
                    GroupsCommand.command, DescribeCommand.command, StatsCommand.command,
                ]
            ),
            (
                title: "Put back",
                commands: [
                    RestoreCommand.command, ApplyCommand.command, UndoCommand.command, RecoverCommand.command,
                    RunsCommand.command,
                ]
            ),
            (
                title: "Move",
                commands: [
                    CopyCommands.copy, CopyCommands.rename, ResetCommand.command, DeleteCommand.command,
                ]
            ),
            (
                title: "Keep",
                commands: [
                    VerifyCommand.command, PruneCommand.command, UndeleteCommand.command, HoldCommands.hold,
                    HoldCommands.release, LabelCommands.tag, LabelCommands.note, ExportCommand.command,
                    ImportCommand.command, ReindexCommand.command,
                ]
            ),
            (title: "Audit", commands: [LogCommand.command]),
            (title: "Run on schedule", commands: [DaemonCommand.command, JobCommand.command, StatusCommand.command]),
            (title: "Plan ahead", commands: [ConfigCommand.command, ScheduleCommand.command, DoctorCommand.command]),
            (title: "Try", commands: [DemoCommand.command]),
        ],
        topics: [GuaranteeTopic.topic, ConfigurationTopic.topic] + ErrorHelp.topics
    )
}
