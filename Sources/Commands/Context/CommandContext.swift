import Cluster
import Daemon
import Engine
import Kafka
import Offsets
import Settings

/// What a command sees of the process it runs in; tests replace it whole.
struct CommandContext: Sendable {
    /// Standard output: data.
    let output: OutputSink
    /// Standard error: messages.
    let messages: OutputSink
    /// What is known of the terminal.
    let terminal: TerminalTraits
    /// The environment variables.
    let environment: [String: String]
    /// Whether the process belongs to root.
    let isRoot: Bool
    /// Reaches a cluster; the first call on it connects.
    let connect: @Sendable (KafkaConfiguration) throws(TidemarkError) -> any Cluster
    /// Shows a prompt and waits for the line that a person types at it; called only where the terminal can ask.
    let typedAnswer: @Sendable (Deadline, _ prompt: @Sendable () -> Void) async -> TypedAnswer
    /// Writes an entry to the journal, where standard error leads to it, and tells whether that has taken it.
    var journal: (@Sendable (JournalEntry) -> Bool)?
    /// What all messages are about, such as the job that is being done.
    var subject: [Message.Field: String] = [:]
    /// Whether the operator has asked to stop.
    let stop: StopRequest
    /// Whether standard error is for errors, warnings and questions alone.
    var isQuiet = false
    /// The form in which what the command finds is put out.
    var format = OutputFormat.table
    /// Where the configuration file is when nobody names one.
    var usualConfiguration = Defaults.configuration
    /// What the configuration file says, where the command uses one and there is one.
    var settings: Settings?
    /// Asks systemd for units of this machine; `nil` where there is no systemd.
    var units: UnitProperties.Question?
    /// Tells whoever may end this process how long it may need to end by itself.
    var needsGrace: @Sendable (Duration) -> Void = { _ in }
    /// Tells whoever may end this process that it is alive and gets on.
    var isAlive: @Sendable () -> Void = {}
    /// How large the screen is by now, which whoever draws it again and again has to know; `nil` where it is as it was.
    var screen: @Sendable () -> ScreenSize? = { nil }
    /// Waits between two looks; throws when the command is interrupted meanwhile.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
}

/// How large a screen is, as far as it tells.
struct ScreenSize: Hashable, Sendable {
    /// Its columns.
    let columns: Int?
    /// Its rows.
    let rows: Int?
}

/// What is known of the terminal, if there is one.
struct TerminalTraits: Hashable, Sendable {
    /// Whether standard error is one: only there may progress overwrite itself.
    let showsMessages: Bool
    /// Whether a person can be asked: standard input and standard error are both terminals.
    var canAsk = false
    /// Whether standard output is one: only there may text be bold.
    var showsOutput = false
    /// The columns of standard output, ``Defaults/width`` where it is no terminal.
    let width: Int
    /// The rows of standard output; `nil` where they are not known.
    var height: Int?

    /// The same terminal with another size, as far as that is known.
    func sized(_ size: ScreenSize?) -> TerminalTraits {
        TerminalTraits(
            showsMessages: showsMessages,
            canAsk: canAsk,
            showsOutput: showsOutput,
            width: size?.columns ?? width,
            height: size?.rows ?? height
        )
    }

    /// Whether what standard output shows can be taken back and written anew.
    func canRedraw(environment: [String: String]) -> Bool {
        showsOutput && height != nil && environment["TERM"] != "dumb"
    }

    /// Whether standard output may be bold: on a terminal that can, unless NO_COLOR asks for none of it.
    func showsStyles(environment: [String: String]) -> Bool {
        showsOutput && Self.mayBeStyled(environment)
    }

    /// How text on standard output looks.
    func outputStyle(_ choice: ColourChoice, environment: [String: String]) -> OutputStyle {
        OutputStyle(
            width: showsOutput ? width : nil,
            isColoured: choice == .always || (choice == .auto && showsStyles(environment: environment))
        )
    }

    /// How messages look.
    func messageStyle(_ choice: ColourChoice, environment: [String: String]) -> OutputStyle {
        let isStyled = showsMessages && Self.mayBeStyled(environment)
        return OutputStyle(isColoured: choice == .always || (choice == .auto && isStyled))
    }

    private static func mayBeStyled(_ environment: [String: String]) -> Bool {
        environment["TERM"] != "dumb" && (environment["NO_COLOR"] ?? "").isEmpty
    }
}
