import Offsets
import Store

/// The time zones of the system.
enum TimeZoneFile {
    /// Where the database is, unless `TZDIR` says otherwise.
    private static let directory = "/usr/share/zoneinfo"

    /// The rules of a zone by its name.
    ///
    /// - Throws: ``TidemarkError`` with exit 64 when there is no such zone, or 78 when its file cannot be read.
    static func rules(_ name: String, _ environment: [String: String]) throws(TidemarkError) -> TimeZoneRules {
        guard name != "UTC" else { return .utc }
        guard TimeZoneName.isLegal(name) else { throw unknown(name) }
        let path = "\(environment["TZDIR"] ?? directory)/\(name)"
        let bytes: [UInt8]
        do throws(TidemarkError) {
            bytes = try OperatorFile.read(path, upTo: TimeZoneRules.largestFile)
        } catch {
            guard ![.noSuchFile, .unusableFile].contains(error.code) else { throw unknown(name) }
            throw error
        }
        do throws(CalendarError) {
            return try TimeZoneRules(name: name, file: bytes)
        } catch {
            throw TidemarkError(
                .badTimeZone,
                "\(path): \(error.message)",
                hint: "Reinstall the package tzdata, or use UTC.",
                cause: error
            )
        }
    }

    private static func unknown(_ name: String) -> TidemarkError {
        TidemarkError(
            .noSuchTimeZone,
            "there is no time zone '\(name)'",
            hint: "Use a name such as Europe/Paris or UTC; `timedatectl list-timezones` lists them (package tzdata)."
        )
    }
}
