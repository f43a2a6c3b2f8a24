import Offsets
import Syntax

/// Which groups, topics and partitions a command is about.
enum SelectionOptions {
    /// What messages call the argument of a command that takes patterns for groups as arguments.
    static let groupArgument = "GROUP"

    static let group = Option<[String]>(
        repeated: "group",
        .nonEmptyText("PATTERN", .name(.groupPattern)),
        defaultText: "all",
        help: "the groups whose whole name matches: a glob, or a regular expression after re:"
    )
    static let excludedGroup = Option<[String]>(
        repeated: "exclude-group",
        .nonEmptyText("PATTERN", .name(.groupPattern)),
        help: "leave these groups out; wins over --group"
    )
    static let topic = Option<[String]>(
        repeated: "topic",
        .nonEmptyText("PATTERN", .name(.topicPattern)),
        defaultText: "all",
        help: "the topics whose whole name matches; TOPIC:0,1,2 means these partitions of them"
    )
    static let excludedTopic = Option<[String]>(
        repeated: "exclude-topic",
        .nonEmptyText("PATTERN", .name(.topicPattern)),
        help: "leave these topics out, or with TOPIC:0,1,2 these partitions of them; wins over --topic"
    )
    static let partition = Option<[Int32]>(
        repeated: "partition",
        .partition,
        defaultText: "all",
        help: "only these partitions, of every topic"
    )

    /// The options under their heading.
    static let all = OptionGroup("Selection", group, excludedGroup, topic, excludedTopic, partition)
    /// The options of a command that is about groups as such.
    static let groupsAlone = OptionGroup("Selection", group, excludedGroup)

    /// The options of a command whose arguments name the groups.
    static let topicsAlone = OptionGroup("Selection", topic, excludedTopic, partition)

    /// What the options about topics and partitions choose.
    static func topicSelection(_ arguments: ParsedArguments) throws -> Selection {
        Selection(
            topics: try arguments[topic],
            excludedTopics: try arguments[excludedTopic],
            partitions: try arguments[partition]
        )
    }

    /// What they choose together.
    static func selection(_ arguments: ParsedArguments) throws -> Selection {
        Selection(
            groups: try arguments[group],
            excludedGroups: try arguments[excludedGroup],
            topics: try arguments[topic],
            excludedTopics: try arguments[excludedTopic],
            partitions: try arguments[partition]
        )
    }
}
