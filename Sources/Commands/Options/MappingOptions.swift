import Offsets
import Store
import Syntax

/// Under which names groups and topics are restored.
enum MappingOptions {
    static let to = Option<String?>(
        "to",
        .nonEmptyText("NAME", .name(.group)),
        help: "restore the one selected group as this group"
    )
    static let map = Option<[String]>(
        repeated: "map",
        .nonEmptyText("OLD=NEW"),
        help: "restore group OLD as group NEW; an equals sign in a name is written \\="
    )
    static let mapFile = Option<String?>(
        "map-file",
        .nonEmptyText("FILE", .file),
        help: "read such pairs from a file, one a line; # begins a comment"
    )
    static let rename = Option<[String]>(
        repeated: "rename",
        .nonEmptyText("s/REGEX/NEW/"),
        help: "rename groups as sed would; the first match wins"
    )
    static let topicMap = Option<[String]>(
        repeated: "topic-map",
        .nonEmptyText("OLD=NEW"),
        help: "write topic OLD's offsets to topic NEW"
    )
    static let topicRename = Option<[String]>(
        repeated: "topic-rename",
        .nonEmptyText("s/REGEX/NEW/"),
        help: "rename topics as sed would"
    )

    static let all = OptionGroup("Names", to, map, mapFile, rename, topicMap, topicRename)

    /// What they say together.
    ///
    /// - Throws: exit 64 for a mistake in them or in the file, 66, 74 or 77 when the file cannot be read.
    static func mapping(_ arguments: ParsedArguments) throws -> Mapping {
        try Mapping(
            to: try arguments[to],
            map: try arguments[map],
            file: try arguments[mapFile].map { ($0, try text(of: $0)) },
            rename: try arguments[rename],
            topicMap: try arguments[topicMap],
            topicRename: try arguments[topicRename]
        )
    }

    private static func text(of file: String) throws -> String {
        let bytes = try OperatorFile.read(file, upTo: Defaults.longestMapFile)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TidemarkError(.badMapping, "\(file) is not a text in UTF-8")
        }
        return text
    }
}
