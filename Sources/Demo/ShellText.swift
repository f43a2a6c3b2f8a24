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
