import Offsets

/// What `doctor` found.
struct Diagnosis: CommandResult {
    private var found: [(cluster: String?, check: HealthCheck)] = []

    /// Adds a check, of a cluster where it is of one.
    mutating func add(_ check: HealthCheck, of cluster: String? = nil) {
        found.append((cluster, check))
    }

    /// 0, 3 or 1, after the worst check.
    var exitCode: ExitCode {
        switch found.map(\.check.state).max() {
        case .fail: .failure
        case .warn: .partial
        case .ok, nil: .done
        }
    }

    func writeTable(to sink: OutputSink) {
        let titles = found.map { Cell.text(title($0.cluster, $0.check)) }
        let width = titles.map { DisplayWidth.columns($0) }.max() ?? 0
        for (title, (_, check)) in zip(titles, found) {
            let padding = String(repeating: " ", count: width - DisplayWidth.columns(title))
            let word = check.state.rawValue.uppercased()
            let line = "\(word.count < 4 ? "\(word)  " : word)  \(title)\(padding)  \(Escaping.message(check.message))"
            sink.writeLine(check.remedy.map { "\(line). \(Escaping.message($0))" } ?? line)
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("checks", array: found.map(HealthCheckPayload.init))
    }

    private func title(_ cluster: String?, _ check: HealthCheck) -> String {
        cluster.map { "\($0): \(check.name)" } ?? check.name
    }
}

/// The object `{"check", "cluster", "state", "message", "remedy"}`.
private struct HealthCheckPayload: JSONPayload {
    let cluster: String?
    let check: HealthCheck

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("check", check.name)
            json.member("cluster", cluster)
            json.member("state", check.state.rawValue)
            json.member("message", check.message)
            json.member("remedy", check.remedy)
        }
    }
}
