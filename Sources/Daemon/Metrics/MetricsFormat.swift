/// The text formats in which metrics are read.
public enum MetricsFormat: Hashable, Sendable, CaseIterable {
    /// OpenMetrics 1.0, which Prometheus asks for.
    case openMetrics
    /// The older one of Prometheus (0.0.4), which node_exporter's textfile collector and `promtool` read, and which is
    /// easier to read for people.
    case classic

    /// The type of the content, as HTTP names it.
    public var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .classic: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// The format for a reader who accepts these: OpenMetrics only where it is named.
    public init(accepting header: String?) {
        self = header?.contains("application/openmetrics-text") == true ? .openMetrics : .classic
    }

    /// All families as one text with a newline at its end, without timestamps.
    ///
    /// Families without samples are left out.
    public func text(of families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty { write(family, to: &text) }
        if self == .openMetrics { text += "# EOF\n" }
        return text
    }

    private func write(_ family: MetricFamily, to text: inout String) {
        let title = title(of: family)
        text += "# HELP \(title) \(escaped(help: family.help))\n"
        text += "# TYPE \(title) \(type(of: family))\n"
        for sample in family.samples {
            text += family.name + sample.suffix
            if !sample.labels.isEmpty {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped(value: $0.value))\"" }
                text += "{\(labels.joined(separator: ","))}"
            }
            text += " \(sample.value.text)\n"
        }
    }

    /// OpenMetrics names a counter and an information without the ending that their samples have.
    private func title(of family: MetricFamily) -> String {
        let ending =
            switch family.kind {
            case .counter: "_total"
            case .info: "_info"
            case .gauge, .histogram: ""
            }
        guard self == .openMetrics, !ending.isEmpty, family.name.hasSuffix(ending) else { return family.name }
        return String(family.name.dropLast(ending.count))
    }

    private func type(of family: MetricFamily) -> String {
        self == .classic && family.kind == .info ? MetricFamily.Kind.gauge.rawValue : family.kind.rawValue
    }

    private func escaped(help: String) -> String {
        self == .openMetrics ? Self.escaped(value: help) : Self.escaped(help, quotes: false)
    }

    private static func escaped(value: String) -> String { escaped(value, quotes: true) }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
