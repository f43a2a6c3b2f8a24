import Daemon
import Offsets
import Settings
import Store
import Supervision
import Syntax

/// `tidemark job`: the jobs of the configuration, by hand.
enum JobCommand {
    private static let name = Argument<String>(
        .nonEmptyText("NAME", .name(.job)),
        help: "the job, as [job.NAME] of the configuration"
    )
    private static let pauseLength = Option<Duration?>(
        "for",
        .duration(upTo: Defaults.longestPause),
        help: "end the pause after DURATION (default: when it is resumed)"
    )
    private static let options = OptionGroup(
        "Configuration",
        ConfigurationFile.option,
        StoreOptions.store,
        exits: CommandExits.writing
    )
    private static let exits = [
        CommandExits.done,
        CommandExits.exit(.usage, "there is no such job, or the command line is wrong"),
        CommandExits.exit(.notFound, "there is no such configuration file"),
        CommandExits.exit(.configuration, "the configuration is wrong; every mistake is named"),
    ]

    static let command = Command(
        "job",
        summary: "Run, list, pause and resume the jobs of the configuration",
        subcommands: [run, list, pause, resume]
    )

    private static let run = Command(
        CommandSyntax(
            "run",
            summary: "Run a job now, exactly as the daemon would",
            discussion: [
                "It counts as the job's last run and makes up for missed ones. A paused job is run, too. "
                    + "Prints the id of the snapshot."
            ],
            arguments: [name],
            options: [options, OutputOptions.plain],
            examples: [CommandExample("tidemark job run nightly", "before something that may go wrong")],
            exits: exits + [
                CommandExits.exit(.partial, "kept, but something could not be read or the snapshot looks wrong"),
                CommandExits.exit(.unreachable, "no broker answers within the time"),
                CommandExits.exit(.busy, "the job is running already"),
            ]
        ),
        run: { arguments, context in
            let job = try job(arguments, context)
            let directory = try StoreOptions.directory(arguments, context)
            let children = try children(arguments, context)
            let records = JobRecords(directory: directory)
            let document = Kept<[UInt8]>([])
            let notices = RunNotices(environment: context.environment) { context.tell($0) }
            var seams = DaemonSeams()
            seams.before = { job, slot throws(TidemarkError) in try await notices.before(job, dueAt: slot) }
            seams.after = { await notices.after($0, $1) }
            let upkeep = JobUpkeep(children, signals: Set(InterruptSignal.allCases)) { context.tell($0) }
            seams.afterSuccess = { job, _ in await upkeep.run(after: job) }
            let run = JobRun(
                directory: directory,
                records: records,
                command: "tidemark job run",
                seams: seams
            ) { job in
                let done = await children.snapshot(job, signals: Set(InterruptSignal.allCases))
                document.value = done.document
                return done.result
            }
            let before = try await records.all()[job.name.value]
            let (began, start) = (Timestamp.now(), ContinuousClock.now)
            let result = await run.run(job, dueAt: nil, at: began) { context.complain($0) }
            try await run.note(
                result,
                of: job.name.value,
                began: began,
                ended: .now(),
                handledUntil: nil
            )
            await notices.finish(by: .after(RunNotices.timeForPings))
            return try report(result, of: job, took: start.duration(to: .now), before, document.value, context)
        }
    )

    private static func report(
        _ result: JobResult,
        of job: JobSettings,
        took: Duration,
        _ before: JobRecord?,
        _ document: [UInt8],
        _ context: CommandContext
    ) throws -> ExitCode {
        switch result {
        case .succeeded(let taken):
            var troubles: DaemonEvent.Troubles?
            if let before, before.consecutiveFailures > 0, let last = before.lastFailure {
                troubles = DaemonEvent.Troubles(failures: before.consecutiveFailures, last: last.at)
            }
            context.tell(.succeeded(job: job.name.value, taken, took: took, troubles: troubles))
            if context.format == .json {
                context.output.write(bytes: document)
            } else {
                context.output.writeLine(Escaping.forTerminal(taken.id.text))
            }
            return taken.isPartial ? .partial : .done
        case .failed(let failure), .busy(let failure):
            let code = TidemarkError.Code(rawValue: failure.code) ?? .kafkaError
            let error = TidemarkError(code, "job \(job.name.value): \(failure.message)", hint: failure.hint)
            // A code that only another version knows still ends with what the child has ended with.
            guard let exitCode = ExitCode(rawValue: failure.endedWith), exitCode != error.exitCode else { throw error }
            context.complain(error, about: [.job: job.name.value])
            if context.format == .json { context.output.write(bytes: document) }
            return exitCode
        case .interrupted:
            throw TidemarkError(.interrupted, "job \(job.name.value) was interrupted; no snapshot was kept")
        }
    }

    private static let list = Command(
        CommandSyntax(
            "list",
            summary: "List the jobs of the configuration, with their state and next run",
            options: [options, OutputOptions.plain],
            exits: exits
        ),
        run: { arguments, context in
            try await show(arguments, context)
            return .done
        }
    )

    /// Shows the jobs as they are.
    private static func show(_ arguments: ParsedArguments, _ context: CommandContext) async throws {
        let settings = try ConfigurationFile.settings(arguments, context)
        let directory = try StoreOptions.directory(arguments, context)
        let (jobs, _) = try await JobHealthReading.jobs(settings, in: directory)
        context.show(JobList(settings: settings, jobs: jobs))
    }

    private static let pause = Command(
        CommandSyntax(
            "pause",
            summary: "Pause a job, until it is resumed or for a time",
            discussion: [
                "What is due during a pause is not made up for. A run that is under way continues. The pause "
                    + "holds when the "
                    + "daemon or the machine is started again; a daemon that runs notices it within seconds."
            ],
            arguments: [name],
            options: [OptionGroup("Pause", pauseLength), options, OutputOptions.plain],
            examples: [CommandExample("tidemark job pause nightly --for 2h", "while the brokers are upgraded")],
            exits: exits
        ),
        run: { arguments, context in
            let job = try job(arguments, context).name.value
            let now = Timestamp.now()
            let end = try arguments[pauseLength].map { now.advanced(by: $0) }
            try await records(arguments, context).pause(job, since: now, until: end)
            context.tell(.paused(job: job, until: end))
            if context.format == .json { try await show(arguments, context) }
            return .done
        }
    )

    private static let resume = Command(
        CommandSyntax(
            "resume",
            summary: "End the pause of a job",
            arguments: [name],
            options: [options, OutputOptions.plain],
            exits: exits
        ),
        run: { arguments, context in
            let job = try job(arguments, context).name.value
            let records = try records(arguments, context)
            let now = Timestamp.now()
            if try await records.all()[job]?.isPaused(at: now) == true {
                try await records.resume(job, at: now)
                context.tell(.resumed(job: job))
            } else {
                context.note("job \(job) is not paused", about: [.job: job])
            }
            if context.format == .json { try await show(arguments, context) }
            return .done
        }
    )

    /// The job of the file that is named.
    ///
    /// - Throws: `no-such-job` (exit 64) naming the nearest one, also where the file has none at all.
    private static func job(_ arguments: ParsedArguments, _ context: CommandContext) throws -> JobSettings {
        let settings = try ConfigurationFile.settings(arguments, context)
        let name = try arguments[name]
        if let job = try settings.job(named: name) { return job }
        throw TidemarkError(
            .noSuchJob,
            "there is no [job.\(name)] in \(settings.file), which has no jobs",
            hint: "Write [job.\(name)] with its schedule into the file; docs/configuration.md has the keys."
        )
    }

    private static func records(_ arguments: ParsedArguments, _ context: CommandContext) throws -> JobRecords {
        JobRecords(directory: try StoreOptions.directory(arguments, context))
    }

    /// The commands that the daemon, and who does its work by hand, run; by the content of the configuration file that is
    /// held, where one is.
    static func children(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        held: @escaping @Sendable () -> MemoryFile? = { nil }
    ) throws -> ChildCommands {
        ChildCommands(
            file: try arguments[ConfigurationFile.option],
            store: try StoreOptions.directory(arguments, context),
            environment: Tidemark.environmentOfChildren(context),
            held: held
        )
    }
}
