extension Settings {
    /// The most bytes of a file.
    public static let longestFile = SettingsDefaults.longestFile

    /// Reads a configuration file, and checks all of it.
    ///
    /// - Parameters:
    ///   - bytes: What is in the file.
    ///   - file: Its path, for messages and origins.
    ///   - surroundings: What its values are held against.
    /// - Throws: ``SettingsError`` with every mistake; where the text is no TOML, with the first place that is none.
    public init(
        _ bytes: [UInt8],
        file: String,
        in surroundings: SettingsSurroundings
    ) throws(SettingsError) {
        var reader = SettingsReader(file: file, surroundings: surroundings)
        let content: TableContent
        do throws(SettingsMistake) {
            content = TableContent(path: [], place: .start, entries: try TOMLText.entries(try Self.text(bytes)))
        } catch {
            throw SettingsError(file: file, mistakes: [error])
        }
        let settings = reader.settings(content)
        guard reader.mistakes.isEmpty else {
            throw SettingsError(file: file, mistakes: reader.mistakes.sorted { $0.place < $1.place })
        }
        self = settings
    }

    private static func text(_ bytes: [UInt8]) throws(SettingsMistake) -> String {
        guard bytes.count <= longestFile else {
            throw SettingsMistake(
                at: .start,
                key: nil,
                "the file has \(bytes.count) bytes, and at most \(longestFile) are read"
            )
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var lines = 1
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: line, as: UTF8.self) == nil { break }
            lines += 1
        }
        throw SettingsMistake(
            at: FilePlace(line: lines, column: 1),
            key: nil,
            "this line is no text in UTF-8",
            hint: "Save the file as UTF-8."
        )
    }
}
