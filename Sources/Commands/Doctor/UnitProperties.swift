import Glibc
import Offsets
import Supervision

/// What systemd says of units, as `systemctl show` puts it.
struct UnitProperties: Hashable, Sendable {
    /// Asks systemd for units; replaced in tests.
    typealias Question = @Sendable (_ units: [String]) async -> Result<String, NoAnswer>

    /// Why systemd told nothing.
    struct NoAnswer: Error {
        let reason: String
    }

    /// What is there where systemd is the first process (sd_booted(3)).
    private static let mark = "/run/systemd/system"
    /// The program that is asked, and how long it may take: the bus of a machine in trouble answers late or never.
    private static let program = "systemctl"
    private static let patience: Duration = .seconds(5)
    private static let mostOutput = 1_024 * 1_024

    private let values: [String: String]

    /// Properties by their names.
    init(_ values: [String: String]) {
        self.values = values
    }

    /// The properties of each unit in an answer of `systemctl show`, where units are apart by an empty line.
    static func all(in answer: String) -> [String: UnitProperties] {
        var units: [String: UnitProperties] = [:]
        var values: [String: String] = [:]
        let lines: [Substring] = answer.split(separator: "\n", omittingEmptySubsequences: false) + [""]
        for line in lines {
            if let mark = line.firstIndex(of: "=") {
                values[String(line[..<mark])] = String(line[line.index(after: mark)...])
            } else if line.isEmpty {
                if let name = values["Id"] { units[name] = UnitProperties(values) }
                values = [:]
            }
        }
        return units
    }

    /// Asks this machine's systemd for properties of units; `nil` where there is none.
    static var question: Question? {
        guard unsafe access(mark, F_OK) == 0 else { return nil }
        return { units in
            let program = ExternalProgram(
                command: [program, "show", "--no-pager", "--property=\(ConfinedUnit.asked.joined(separator: ","))"]
                    + units,
                environment: ["LC_ALL": "C"],
                timeout: patience,
                mostOutput: mostOutput
            )
            do throws(TidemarkError) {
                let (outcome, output) = try await program.run()
                if case .exited(0) = outcome { return .success(output.text) }
                let words = output.text.split(separator: "\n").first.map(String.init)
                return .failure(NoAnswer(reason: words ?? "\(Self.program) does not answer"))
            } catch {
                return .failure(NoAnswer(reason: error.message))
            }
        }
    }

    /// The value of a property; `nil` where systemd does not know it, or it is empty.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether systemd has told a property, be it empty.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Whether there is such a unit.
    var isInstalled: Bool { self["LoadState"] == "loaded" }

    /// Whether it is started with the machine.
    var isEnabled: Bool { self["UnitFileState"]?.hasPrefix("enabled") == true }

    /// Whether it runs, or is about to.
    var isActive: Bool { ["active", "activating", "reloading"].contains(self["ActiveState"]) }
}

/// How a unit of Tidemark's is confined, beside how the one that is shipped is.
enum ConfinedUnit {
    /// What the shipped units say, by the names and in the words of `systemctl show`; unordered where it is a list.
    static let shipped: KeyValuePairs = [
        "AmbientCapabilities": "", "CapabilityBoundingSet": "", "DevicePolicy": "closed", "KeyringMode": "private",
        "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes", "NoNewPrivileges": "yes", "PrivateDevices": "yes",
        "PrivateMounts": "yes", "PrivateTmp": "yes", "PrivateUsers": "yes", "ProcSubset": "pid", "ProtectClock": "yes",
        "ProtectControlGroups": "yes", "ProtectHome": "yes", "ProtectHostname": "yes", "ProtectKernelLogs": "yes",
        "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes", "ProtectProc": "invisible",
        "ProtectSystem": "strict", "RemoveIPC": "yes", "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
        "RestrictNamespaces": "yes", "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes",
        "SystemCallArchitectures": "native", "UMask": "0027", "User": "tidemark",
    ]
    private static let systemCalls = "SystemCallFilter"
    /// How much of a value is shown.
    private static let mostShown = 40

    /// What is asked of systemd.
    static let asked = ["Id", "LoadState", "ActiveState", "UnitFileState", systemCalls] + shipped.map(\.key)

    /// In what a unit differs from the shipped one, as `NAME=VALUE`; a property that this systemd does not know is no
    /// difference.
    static func differences(of unit: UnitProperties) -> [String] {
        var differences = shipped.compactMap { name, value -> String? in
            guard unit.has(name) else { return nil }
            let found = unit[name] ?? ""
            guard words(found) != words(value) else { return nil }
            return "\(name)=\(found.prefix(mostShown))\(found.count > mostShown ? "…" : "")"
        }
        // The list of what is allowed is systemd's own and changes with it; one of what is forbidden begins with a tilde.
        if unit.has(systemCalls), unit[systemCalls]?.hasPrefix("~") ?? true {
            differences.append("\(systemCalls)= allows everything, or everything but some")
        }
        return differences
    }

    private static func words(_ value: String) -> [Substring] { value.split(separator: " ").sorted() }
}
