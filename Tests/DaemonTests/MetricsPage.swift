import Daemon

/// `docs/metrics.md`, from the metrics themselves.
enum MetricsPage {
    static func text() throws -> String {
        var text = """
            # Metrics

            What `[daemon] metrics` offers to Prometheus and `[daemon] textfile` writes for node_exporter's textfile collector:
            the same list. A value that is not known has no sample; counters begin at 0 when the daemon starts, except
            `tidemark_runs_total`, which counts what the journal holds. Samples have no timestamps.

            What is of the store is read from it after each run, within a minute when somebody else has changed it, and every
            half hour; a store that is so large or so slow that this takes a second is read every 100 seconds at most. Its
            free bytes are read every minute. `tidemark status` says the same of the moment. Groups listed and failed are known
            of snapshots that the daemon has taken since its start.

            The label `\(MetricsState.jobLabel)` is the name of a job in the configuration; Prometheus keeps the label `job` for
            its own. The unit is the end of the name: seconds, bytes, else a count.

            | Metric | Kind | Labels | Meaning |
            |---|---|---|---|

            """
        for family in try MetricsSample.everything().families {
            let labels = family.labelNames.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(family.name)` | \(family.kind.rawValue) | \(labels) | \(family.help) |\n"
        }
        return text
    }
}
