import Offsets
import Settings

extension TidemarkError {
    /// The mistakes of a configuration file as the operator sees them: exit 78.
    ///
    /// One is said in the message; of several the message says how many, and ``mistakes`` has them.
    init(_ error: SettingsError) {
        if error.mistakes.count == 1, let only = error.mistakes.first {
            self.init(.badConfiguration, only.text(in: error.file), hint: only.hint, cause: error)
        } else {
            self.init(
                .badConfiguration,
                "\(error.file) has \(Counted.text(error.mistakes.count, "mistake")), and nothing of it is used",
                hint: "Correct them, and see `tidemark config check`.",
                cause: error
            )
        }
    }

    /// The mistakes of the configuration file that this error is about; none for any other.
    var mistakes: (file: String, mistakes: [SettingsMistake])? {
        (cause as? SettingsError).map { ($0.file, $0.mistakes) }
    }
}

extension SettingsMistake {
    /// `FILE:LINE:COLUMN: KEY: what is wrong`.
    func text(in file: String) -> String {
        "\(file):\(place): " + (key.map { "\($0): " } ?? "") + message
    }
}
