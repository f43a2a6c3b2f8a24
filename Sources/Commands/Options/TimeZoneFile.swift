import FoundationEssentials
import Offsets
import Store

/// The time zones of the system.
enum TimeZoneFile {
    /// Where the database is, unless `TZDIR` says otherwise.
    private static let directory = "/usr/share/zoneinfo"

    /// What says which zone is meant where none is named.
    private static let variable = "TZ"
    /// The zone of the machine: a link into the database.
    private static let local = "/etc/localtime"
    /// What such a link has before the name.
    private static let database = "zoneinfo/"

    /// The rules of the zone in which whoever types means times: that of TZ, else that of the machine, else UTC.
    ///
    /// - Throws: as ``rules(_:_:)``; a TZ that is no name of the database is no zone.
    static func ownRules(_ environment: [String: String]) throws(TidemarkError) -> TimeZoneRules {
        if let given = environment[variable] {
            let name = given.hasPrefix(":") ? String(given.dropFirst()) : given
            guard !name.isEmpty else { return .utc }
            return try rules(Self.name(inPath: name) ?? name, environment)
        }
        // Where the machine has no zone, its clocks show UTC.
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: local),
            let name = name(inPath: target)
        else { return .utc }
        return try rules(name, environment)
    }

    /// The name of a zone in the path of its file.
    private static func name(inPath path: String) -> String? {
        guard let place = path.firstRange(of: database) else { return nil }
        return String(path[place.upperBound...])
    }

    /// The rules of a zone by its name.
    ///
    /// - Throws: ``TidemarkError`` with exit 64 when there is no such zone, or 78 when its file cannot be read.
    static func rules(_ name: String, _ environment: [String: String]) throws(TidemarkError) -> TimeZoneRules {
        guard !["UTC", "Etc/UTC"].contains(name) else { return .utc }
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
