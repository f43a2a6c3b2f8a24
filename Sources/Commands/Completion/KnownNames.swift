import Offsets
import Settings
import Store
import Syntax

/// The names that may stand in the place of a word: of the store and of the configuration file, never of a cluster.
///
/// What cannot be read at once is left out without a word.
struct KnownNames {
    private let completion: Completion
    private let context: CommandContext
    private let settings: Settings?

    /// What may stand in the place of the last word of a command line: what the command line knows itself, and these names.
    static func completion(
        _ program: Program,
        _ context: CommandContext,
        after words: [String],
        _ last: String
    ) -> (completion: Completion, names: [Completion.Candidate]) {
        let syntax = program.syntax
        let first = syntax.completion(after: words, last, environment: context.environment)
        guard case .name(let kind, _) = first.kind, let arguments = first.arguments else { return (first, []) }
        let settings = try? ConfigurationFile.settings(arguments, context)
        var completion = first
        if let settings, let options = try? OptionSettings(settings, for: arguments) {
            completion = syntax.completion(
                after: words,
                last,
                environment: context.environment,
                settings: options
            )
        }
        let names = KnownNames(completion: completion, context: context, settings: settings)
        return (completion, names.candidates(kind))
    }

    private var store: StoreGlance? {
        completion.arguments.flatMap { try? StoreOptions.directory($0, context) }.map(StoreGlance.init)
    }

    /// The names of a kind that begin with what is typed.
    private func candidates(_ kind: NameKind) -> [Completion.Candidate] {
        let typed = completion.typed
        switch kind {
        case .group: return groups { $0 }
        case .groupPattern: return groups(Pattern.text(matchingOnly:))
        case .topicPattern:
            return begun(
                (store?.newestNames(cluster: cluster).topics ?? []).map { (Pattern.text(matchingOnly: $0), "") }
            )
        case .snapshot:
            return begun((store?.snapshots(beginningWith: typed) ?? []).map { ($0.id.text, meaning($0.stored)) })
        case .removedSnapshot:
            return begun((store?.removedSnapshots() ?? []).map { ($0.id.text, "until \(Cell.minute($0.until))") })
        case .run: return begun((store?.runs() ?? []).map { ($0.id.text, meaning($0)) })
        case .job:
            return begun(
                (settings?.jobs ?? []).map { job in
                    (job.name.value, job.schedule.value.expression.description)
                }
            )
        case .configuredCluster:
            return begun(
                (settings?.clusters ?? []).map { cluster in
                    (cluster.name.value, cluster.bootstrapServers.value.joined(separator: ","))
                }
            )
        case .capturedCluster:
            return begun(
                (store?.clusters() ?? []).flatMap { cluster -> [(String, String)] in
                    cluster.name.map { [($0, cluster.id), (cluster.id, $0)] } ?? [(cluster.id, "")]
                }
            )
        default: return []
        }
    }

    /// The cluster that is named already.
    private var cluster: String? {
        guard let arguments = completion.arguments else { return nil }
        return (try? arguments[ClusterOptions.cluster]) ?? nil
    }

    private func groups(_ written: (String) -> String) -> [Completion.Candidate] {
        begun((store?.newestNames(cluster: cluster).groups ?? []).map { (written($0.name), "") })
    }

    private func begun(_ names: [(word: String, meaning: String)]) -> [Completion.Candidate] {
        names.filter { $0.word.utf8.starts(with: completion.typed.utf8) }
            .map { Completion.Candidate(completion.lead + $0.word, $0.meaning) }
    }

    private func meaning(_ stored: StoredSnapshot?) -> String {
        guard let stored else { return "" }
        let job = stored.job.map { ", job \($0)" } ?? ""
        return "\(Cell.minute(stored.startedAt)), \(stored.state.rawValue), \(Cell.groups(of: stored))\(job)"
    }

    private func meaning(_ run: RunRecord) -> String {
        "\(Cell.minute(run.startedAt)), \(run.kind.rawValue), \(Cell.state(run.state))"
    }
}
