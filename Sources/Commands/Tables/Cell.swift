import Offsets
import Store

/// The texts in which tables show values.
enum Cell {
    /// What stands for a value that is not known or not there.
    static let none = "-"

    /// A name or free text, safe to show.
    static func text(_ text: String?) -> String {
        text.map(Escaping.forTerminal) ?? none
    }

    /// A whole number.
    static func number(_ number: (some BinaryInteger)?) -> String {
        number?.description ?? none
    }

    /// How many there are of something; none is nothing to look at.
    static func count(_ number: some BinaryInteger) -> String {
        number == 0 ? none : number.description
    }

    /// A number with its sign, for movements.
    static func movement(_ number: Int64?) -> String {
        guard let number else { return none }
        return number > 0 ? "+\(number)" : "\(number)"
    }

    /// A cluster by its name and id.
    static func cluster(_ cluster: ClusterName) -> String {
        cluster.name.map { "\(text($0)) (\(text(cluster.id)))" } ?? text(cluster.id)
    }

    /// How many groups a snapshot holds, and whether they are a selection.
    static func groups(of snapshot: StoredSnapshot) -> String {
        Counted.text(snapshot.groups, snapshot.selection.isOfEverything ? "group" : "selected group")
    }

    /// Whether a snapshot is held now, and until when.
    static func hold(of snapshot: StoredSnapshot) -> String {
        switch snapshot.protection(at: .now()) {
        case .none: none
        case .held(let end): end.map { "until \($0.description.prefix(10))" } ?? "held"
        case .unknown: "perhaps"
        }
    }

    /// How a run ended, or how far it is.
    static func state(_ state: RunState) -> String {
        state == .raced ? "overwritten" : state.rawValue
    }

    /// A moment to the second, with its zone.
    static func time(_ time: Timestamp?) -> String {
        time.map { "\($0.description.prefix(while: { $0 != "." }))Z" } ?? none
    }

    /// A moment to the minute, with its zone.
    static func minute(_ time: Timestamp?) -> String {
        guard let text = time?.description else { return none }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
    }

    /// A duration in whole seconds, rounded up.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, rest) = duration.components
        return DurationText.text(.seconds(seconds + (rest > 0 ? 1 : 0)))
    }

    /// Who ordered something: the user, and who had logged in where that is somebody else.
    static func who(_ who: Operator) -> String {
        let user = who.userName.map(Escaping.forTerminal) ?? "uid \(who.uid)"
        guard let login = who.loginUID, login != who.uid else { return user }
        return "\(user) (login \(login))"
    }

    /// A number of bytes, in the unit in which it has at most four digits.
    static func bytes(_ count: Int) -> String {
        var rest = Double(count)
        for unit in ["B", "KB", "MB", "GB"] {
            if rest < 1_000 { return unit == "B" ? "\(count) B" : "\((rest * 10).rounded() / 10) \(unit)" }
            rest /= 1_000
        }
        return "\((rest * 10).rounded() / 10) TB"
    }
}
