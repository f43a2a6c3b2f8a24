/// A variable that tells Tidemark's commands where they work.
public struct Setting: Hashable, Sendable {
    /// The variable.
    public let name: String
    /// Its value.
    public let value: String

    /// What a shell is told after `export`.
    public var assignment: String { "\(name)=\(ShellText.word(value))" }

    /// The settings for a cluster, and a store inside a directory.
    ///
    /// - Parameters:
    ///   - bootstrapServers: where the cluster is.
    ///   - directory: where the store is to be made.
    /// - Returns: one setting for each.
    public static func all(bootstrapServers: String, in directory: String) -> [Setting] {
        [
            Setting(name: "TIDEMARK_BOOTSTRAP_SERVER", value: bootstrapServers),
            Setting(name: "TIDEMARK_STORE", value: store(in: directory)),
        ]
    }

    /// The store inside a directory.
    static func store(in directory: String) -> String { "\(directory)/backups" }
}

/// Command lines as one types them.
enum ShellText {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=@%+".utf8
    )

    /// Words joined to a line, those that a shell would read otherwise in quotes.
    static func line(_ words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    /// A word that a shell reads as exactly this text.
    static func word(_ text: String) -> String {
        guard text.isEmpty || !text.utf8.allSatisfy(plain.contains) else { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
