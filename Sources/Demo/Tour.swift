public import Offsets
import Store
public import Supervision

/// A walk through a backup, a bad day and a restore, on a cluster that holds nothing but the shop.
///
/// Every command is the program itself, run as a user would run it, on the same standard output and error.
public struct Tour: Sendable {
    /// How long a command may take: on so small a cluster it needs a fraction of a second.
    private static let patience = Duration.seconds(60)
    /// How long a command that was interrupted may clean up.
    private static let grace = Duration.seconds(10)

    private let stage: Stage
    private let program: Supervisor
    private let environment: [String: String]
    private let settings: [Setting]
    private let store: String
    private let audience: Audience

    /// A tour.
    ///
    /// - Parameters:
    ///   - stage: the cluster.
    ///   - directory: an empty directory for the backups; the caller removes it.
    ///   - program: what runs Tidemark's commands.
    ///   - environment: variables the commands get besides those of this process and the tour's own.
    ///   - audience: who reads the tour.
    public init(
        on stage: Stage,
        directory: String,
        program: Supervisor,
        environment: [String: String],
        audience: Audience
    ) {
        self.stage = stage
        settings = Setting.all(bootstrapServers: stage.bootstrapServers, in: directory)
        store = Setting.store(in: directory)
        self.program = program
        self.environment = settings.reduce(into: environment) { $0[$1.name] = $1.value }
        self.audience = audience
    }

    /// Walks from the first step to the last, or until nobody reads any more.
    ///
    /// - Throws: ``StoppedTour`` when a command fails; `demo-differs` (exit 1) when the
    ///   groups are not as they were; what showing throws; `CancellationError`.
    public func run() async throws {
        guard try audience.show(stage.introduction) else { return }
        _ = try await take(TourStep.story)
    }

    /// Takes steps, one after the other; says whether anybody still reads.
    private func take(_ steps: [TourStep]) async throws -> Bool {
        for step in steps {
            try Task.checkCancellation()
            guard try await take(step) else { return false }
        }
        return true
    }

    /// Takes a step; says whether anybody still reads.
    private func take(_ step: TourStep) async throws -> Bool {
        switch step {
        case .why(let text): try audience.show("\n# \(text)\n")
        case .settings: try show("export " + settings.map(\.assignment).joined(separator: " "))
        case .tidemark(let words, let exitCode): try await run(["tidemark"] + words, by: program, ends: exitCode)
        case .damage(let damage): try await suffer(damage)
        case .whileConsuming(let topic, let group, let steps):
            try await consuming(topic, as: group) { try await take(steps) }
        case .comparison: try await compare()
        }
    }

    /// Shows a command line as one types it.
    private func show(_ line: String) throws -> Bool {
        try audience.show((audience.readsBold ? "\u{1b}[1m$ \(line)\u{1b}[0m" : "$ \(line)") + "\n")
    }

    private func suffer(_ damage: Damage) async throws -> Bool {
        switch stage {
        case .simulated(let shop): return try audience.show(shop.suffer(damage) + "\n")
        case .kafka(let servers, let tool, _):
            let words = ["--bootstrap-server", servers] + damage.toolArguments
            return try await run(
                ["kafka-consumer-groups"] + words,
                as: tool + words,
                by: Supervisor(executable: tool.first)
            )
        }
    }

    /// Does something while a consumer runs.
    private func consuming(
        _ topic: String,
        as group: String,
        _ work: @Sendable () async throws -> Bool
    ) async throws -> Bool {
        switch stage {
        case .simulated(let shop): try await shop.consuming(topic, as: group, work)
        case .kafka(_, _, let consume): try await consume(topic, group, work)
        }
    }

    /// Shows a command, and what it prints; `arguments` are what it is started with in place of what is shown.
    private func run(
        _ shown: [String],
        as arguments: [String]? = nil,
        by supervisor: Supervisor,
        ends expected: ExitCode = .done
    ) async throws -> Bool {
        let line = ShellText.line(shown)
        guard try show(line) else { return false }
        let command = SupervisedCommand(
            activity: "showing `\(line)`",
            arguments: arguments ?? shown,
            environment: environment,
            patience: .until(.after(Self.patience)),
            grace: Self.grace,
            writes: shown.contains("--yes"),
            hint: "Please report it with this message."
        )
        let outcome = try await supervisor.run(command).outcome
        // A key on the terminal reaches the command too, which may be over before this process has heard of it.
        if let code = Self.interruption(outcome) {
            throw TidemarkError(code, "interrupted; everything the demo made is removed")
        }
        let code = try outcome.exitCode(of: command)
        guard code == expected.rawValue else {
            throw StoppedTour(
                TidemarkError(
                    .demoStopped,
                    "the demo stopped: `\(line)` ended with exit code \(code); everything the demo made is removed"
                ),
                commandEndedWith: code
            )
        }
        guard expected != .done else { return true }
        return try show("echo $?") && audience.show("\(code)\n")
    }

    /// The code of a command that was asked to end, `nil` for one that ended otherwise.
    private static func interruption(_ outcome: SupervisedOutcome) -> TidemarkError.Code? {
        switch outcome {
        case .exited(ExitCode.interrupted.rawValue), .interrupted(.interrupt, _): .interrupted
        case .exited(ExitCode.terminated.rawValue), .interrupted: .terminated
        case .exited, .crashed, .overran: nil
        }
    }

    private func compare() async throws -> Bool {
        let snapshots = await (try SnapshotStore.open(store, for: .reading)).list()
        guard snapshots.count > 1, let first = snapshots.first?.offsetsDigest, let last = snapshots.last?.offsetsDigest
        else {
            throw TidemarkError(.demoDiffers, "the demo's snapshots are not there")
        }
        guard try audience.show("first   \(first)\nsecond  \(last)\n") else { return false }
        guard first == last else {
            throw TidemarkError(.demoDiffers, "the groups are not as they were")
        }
        return try audience.show("\nEqual: every group stands where it stood before the bad day.\n")
    }
}

/// A tour that ended early, because a command of it did not end as it should.
public struct StoppedTour: Error, Sendable, CustomStringConvertible {
    /// What happened: `demo-stopped`.
    public let error: TidemarkError
    /// What the demo ends with: the exit code of the command, or 70 where that is none of Tidemark's, or 0.
    public let exitCode: ExitCode

    init(_ error: TidemarkError, commandEndedWith code: Int32) {
        self.error = error
        exitCode = ExitCode(rawValue: code).flatMap { $0 == .done ? nil : $0 } ?? error.exitCode
    }

    /// What happened, in words.
    public var description: String { error.description }
}
