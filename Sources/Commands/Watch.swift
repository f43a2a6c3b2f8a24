import Engine
import Offsets
import Supervision
import Syntax

/// What one of several looks found.
protocol WatchedResult: CommandResult, Sendable {
    /// What it lacks.
    var warnings: [Message] { get }
    /// How a command ends that has looked once.
    var exitCode: ExitCode { get }
}

/// Looks again and again, until it is interrupted or nobody reads any more.
struct Watch: Sendable {
    private static let interval = ValueParser<Duration>(placeholder: "INTERVAL") { text throws(InvalidValue) in
        let interval = try ValueParser<Duration>.duration(upTo: Defaults.longestWatch).parse(text)
        guard interval >= Defaults.shortestWatch else {
            throw InvalidValue("'\(text)' is too short; the least is \(DurationText.text(Defaults.shortestWatch))")
        }
        return interval
    }

    static let option = Option<Duration?>(
        "watch",
        interval,
        bare: DurationText.text(Defaults.watchInterval),
        help:
            "look again and again until Ctrl-C, and show how fast each group consumes and when it will have caught up; "
            + "with --json a document a line"
    )

    /// The pause between two looks.
    private let interval: Duration
    private let context: CommandContext

    /// The watch that the options ask for; `nil` where they ask for one look.
    init?(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        guard let interval = try arguments[Self.option] else { return nil }
        self.interval = interval
        self.context = context
    }

    /// What a supervisor has to know of a command that looks once, or watches.
    static func work(_ activity: String, _ arguments: ParsedArguments) throws -> SupervisedWork {
        let timeout = try arguments[ClusterOptions.lookingTimeout]
        let interval = try arguments[option]
        return SupervisedWork(
            activity: activity,
            timeout: timeout,
            writes: false,
            silence: interval.map { $0 + timeout + SupervisedCommand.timeToReport }
        )
    }

    /// Looks once, or again and again where a watch is given, and shows what is found; as ``run(_:)``.
    static func show<Result: WatchedResult>(
        _ watch: Watch?,
        _ context: CommandContext,
        _ look: (_ before: Result?) async throws -> Result
    ) async throws -> ExitCode {
        if let watch { return try await watch.run(look) }
        let found = try await look(nil)
        for warning in found.warnings { context.tell(warning) }
        context.show(found)
        return found.exitCode
    }

    /// Shows look after look.
    ///
    /// - Parameter look: Looks, with what was found before; each look has its own deadline.
    /// - Returns: 130 when it is interrupted, also in the middle of a look; 0 when nobody reads any more.
    /// - Throws: What a look throws; 74 when what was found cannot be put out.
    private func run<Result: WatchedResult>(_ look: (_ before: Result?) async throws -> Result) async throws -> ExitCode
    {
        var before: Result?
        while true {
            context.isAlive()
            let found: Result
            do {
                found = try await look(before)
            } catch {
                guard !isInterrupted else { return .interrupted }
                throw error
            }
            guard !isInterrupted else { return .interrupted }
            context.show(
                found,
                under: "\(Cell.time(.now())), every \(DurationText.text(interval)), Ctrl-C ends",
                warningOf: found.warnings == before?.warnings ? [] : found.warnings,
                isFirst: before == nil
            )
            try context.output.flush()
            guard context.output.isRead else { return .done }
            before = found
            context.isAlive()
            guard (try? await context.pause(interval)) != nil else { return .interrupted }
        }
    }

    private var isInterrupted: Bool { Task.isCancelled || context.stop.requested != nil }
}
