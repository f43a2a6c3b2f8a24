import Offsets

/// Looks what systemd does on this machine: who takes the snapshots, whether somebody does it twice, and what they may do.
struct ServiceExamination {
    private static let daemon = "tidemark.service"
    /// How many differences are named.
    private static let mostNamed = 4

    private let jobs: [String]
    private let units: UnitProperties.Question?

    /// An examination of the machine.
    ///
    /// - Parameters:
    ///   - jobs: The names of the jobs of the configuration file.
    ///   - units: Asks systemd for properties of units; `nil` where there is none.
    init(jobs: [String], _ units: UnitProperties.Question?) {
        self.jobs = jobs
        self.units = units
    }

    /// The checks `service`, and where a unit is at work `timers` and `hardening`.
    func checks() async -> [HealthCheck] {
        let name = "service"
        guard let units else {
            return [HealthCheck(name, .ok, "no systemd here: what starts tidemark is not looked at")]
        }
        switch await units([Self.daemon] + jobs.flatMap { [Self.timer($0), Self.snapshot($0)] }) {
        case .failure(let error):
            return [
                HealthCheck(
                    name,
                    .warn,
                    "systemd could not be asked: \(error.reason)",
                    remedy: "Look yourself: systemctl status tidemark"
                )
            ]
        case .success(let answer): return checks(UnitProperties.all(in: answer))
        }
    }

    private func checks(_ found: [String: UnitProperties]) -> [HealthCheck] {
        let daemon = found[Self.daemon] ?? UnitProperties([:])
        let timed = jobs.filter { job in
            found[Self.timer(job)].map { $0.isInstalled && ($0.isEnabled || $0.isActive) } ?? false
        }
        var checks = [service(daemon, timed)]
        let runs = daemon.isInstalled && (daemon.isEnabled || daemon.isActive)
        if runs, !jobs.isEmpty { checks.append(timers(timed)) }
        let confined = (runs ? [Self.daemon] : []) + timed.map(Self.snapshot)
        if !confined.isEmpty { checks.append(hardening(confined, found)) }
        return checks
    }

    /// Whether the daemon does what it is installed for.
    private func service(_ daemon: UnitProperties, _ timed: [String]) -> HealthCheck {
        let name = "service"
        let untimed = jobs.filter { !timed.contains($0) }
        let timers = timed.isEmpty ? "" : "; timers take the snapshots of \(timed.joined(separator: ", "))"
        guard daemon.isInstalled else {
            return HealthCheck(name, .ok, "\(Self.daemon) is not installed\(timers)")
        }
        if daemon["ActiveState"] == "failed" {
            return HealthCheck(
                name,
                .fail,
                "\(Self.daemon) has failed",
                remedy: "See why: journalctl -u tidemark -e; then: systemctl restart tidemark"
            )
        }
        switch (daemon.isEnabled, daemon.isActive) {
        case (true, true): return HealthCheck(name, .ok, "\(Self.daemon) runs, and starts with the machine\(timers)")
        case (false, true):
            return HealthCheck(
                name,
                .warn,
                "\(Self.daemon) runs, and does not start with the machine",
                remedy: "systemctl enable tidemark"
            )
        case (true, false):
            return HealthCheck(
                name,
                .warn,
                "\(Self.daemon) is enabled, and does not run",
                remedy: "systemctl start tidemark"
            )
        case (false, false):
            guard !untimed.isEmpty else { return HealthCheck(name, .ok, "\(Self.daemon) is not enabled\(timers)") }
            return HealthCheck(
                name,
                .warn,
                "neither \(Self.daemon) nor a timer takes the snapshots of \(untimed.joined(separator: ", "))",
                remedy: "systemctl enable --now tidemark"
            )
        }
    }

    /// Whether a timer does what the daemon does.
    private func timers(_ timed: [String]) -> HealthCheck {
        let name = "timers"
        guard !timed.isEmpty else { return HealthCheck(name, .ok, "no timer takes the snapshots of a job besides") }
        return HealthCheck(
            name,
            .warn,
            "\(Self.daemon) and a timer both take the snapshots of \(timed.joined(separator: ", "))",
            remedy: "systemctl disable --now \(timed.map(Self.timer).joined(separator: " "))"
        )
    }

    /// Whether units are confined as those that are shipped are.
    private func hardening(_ units: [String], _ found: [String: UnitProperties]) -> HealthCheck {
        let name = "hardening"
        var words: [String] = []
        var changed: [String] = []
        for unit in units {
            let properties = found[unit] ?? UnitProperties([:])
            let differences = ConfinedUnit.differences(of: properties)
            guard !differences.isEmpty else { continue }
            let more = differences.count - Self.mostNamed
            words.append(
                "\(unit) has \(differences.prefix(Self.mostNamed).joined(separator: ", "))"
                    + (more > 0 ? " and \(more) more" : "")
            )
            changed.append(unit)
        }
        guard !words.isEmpty else {
            return HealthCheck(name, .ok, "\(units.joined(separator: ", ")): confined as shipped")
        }
        return HealthCheck(
            name,
            .warn,
            "confined otherwise than shipped: \(words.joined(separator: "; "))",
            remedy: "See which file says so: systemctl cat \(changed.joined(separator: " "))"
        )
    }

    private static func timer(_ job: String) -> String { "tidemark-snapshot@\(job).timer" }
    private static func snapshot(_ job: String) -> String { "tidemark-snapshot@\(job).service" }
}
