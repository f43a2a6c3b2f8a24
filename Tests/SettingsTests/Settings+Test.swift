import Offsets
import Settings

extension SettingsSurroundings {
    /// The year 2026, one zone besides UTC, and secrets that are all there but those named `missing`.
    static let test = SettingsSurroundings(
        now: Timestamp(nanoseconds: 1_795_000_000_000_000_000),
        zone: { name throws(TidemarkError) in
            switch name {
            case "UTC", "Europe/Paris": return .utc
            default: throw TidemarkError(.noSuchTimeZone, "there is no time zone '\(name)'", hint: "Use UTC.")
            }
        },
        secret: { source, _ in
            switch source {
            case .credential("missing"): .unusable("there is no credential of this name", hint: "Add LoadCredential=.")
            case .file("/missing"): .unusable("cannot open /missing", hint: nil)
            case .credential("unseen"): .unseen
            default: .usable
            }
        }
    )
}

extension Settings {
    /// What a text says, read from `tidemark.toml`.
    init(text: String) throws(SettingsError) {
        try self.init(Array(text.utf8), file: "tidemark.toml", in: .test)
    }
}
