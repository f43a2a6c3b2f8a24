import Syntax

/// A small program that uses everything `Syntax` can describe.
enum SampleCommand {
    static let servers = Option<String?>(
        "bootstrap-server",
        .nonEmptyText("HOST:PORT[,…]"),
        environment: "SAMPLE_SERVERS",
        help: "the cluster, without a configuration file"
    )
    static let property = Option<[NameValue]>(
        repeated: .short("X"),
        .nameValue(),
        help: "a librdkafka property by its own name; wins over the file"
    )
    static let group = Option<[String]>(
        repeated: "group",
        .nonEmptyText("PATTERN"),
        help: "take the groups that match"
    )
    static let partition = Option<[Int32]>(repeated: "partition", .partition, help: "take this partition alone")
    static let timeout = Option<Duration>(
        "timeout",
        .duration(upTo: .seconds(24 * 3_600)),
        default: .seconds(120),
        defaultText: "2m",
        environment: "SAMPLE_TIMEOUT",
        help: "one deadline for the whole command"
    )
    static let note = Option<String?>("note", .text("TEXT"), help: "a free text")
    static let json = Flag("json", help: "one JSON document on stdout")
    static let verbose = Flag(.long("verbose", short: "v"), help: "say more")
    static let quiet = Flag(.long("quiet", short: "q"), help: "say less")
    static let snapshot = Argument<String>(.nonEmptyText("SNAPSHOT"), help: "an id, a unique prefix of one, or latest")
    static let other = Argument<String?>(optional: .nonEmptyText("OTHER"), help: "a second snapshot, or live")
    static let groups = Argument<[String]>(repeated: .nonEmptyText("GROUP"), help: "the groups")

    static let restore = CommandSyntax(
        "restore",
        summary: "Put the offsets of a snapshot back in one transaction",
        discussion: ["Shows the plan. Nothing is written without --yes, whatever else is given on the command line."],
        arguments: [snapshot],
        options: [
            OptionGroup("Selection", group, partition),
            OptionGroup("Cluster", servers, property, timeout),
            OptionGroup("Output", json, verbose, quiet, note),
        ],
        examples: [CommandExample("sample restore latest --group 'billing-*'", "shows what would be put back")],
        exits: [CommandExit(0, "done"), CommandExit(79, "refused: a group has members, or a finding stops the run")]
    )
    static let optionsOfRestore = [
        "--group", "--partition", "--bootstrap-server", "-X", "--timeout", "--json", "--verbose", "--quiet", "--note",
        "--help",
    ]
    static let diff = CommandSyntax("diff", summary: "Compare two snapshots", arguments: [snapshot, other])
    static let watch = Option<Duration?>("watch", .duration(upTo: .seconds(60)), bare: "5s", help: "look again")
    static let describe = CommandSyntax(
        "describe",
        summary: "Show groups",
        arguments: [groups],
        options: [OptionGroup("Output", json, watch)]
    )
    static let check = CommandSyntax("check", summary: "Check the configuration")
    static let config = CommandSyntax(
        "config",
        summary: "Look at the configuration",
        subcommands: [CommandGroup("Commands", [check])]
    )
    static let root = CommandSyntax(
        "sample",
        summary: "Back up and restore consumer group offsets",
        subcommands: [CommandGroup("Look", [diff, describe, config]), CommandGroup("Put back", [restore])]
    )

    /// The arguments of a run; `nil` when help or the version is asked for.
    static func run(
        _ words: [String],
        environment: [String: String] = [:],
        settings: OptionSettings = OptionSettings()
    ) throws(SyntaxError) -> ParsedArguments? {
        let invocation = try root.parse(words, environment: environment, settings: settings)
        guard case .run(let arguments) = invocation else { return nil }
        return arguments
    }

    /// The mistake in a command line; `nil` when there is none.
    static func mistake(
        _ words: [String],
        environment: [String: String] = [:],
        settings: OptionSettings = OptionSettings()
    ) -> SyntaxError? {
        do throws(SyntaxError) {
            _ = try root.parse(words, environment: environment, settings: settings)
            return nil
        } catch {
            return error
        }
    }
}
