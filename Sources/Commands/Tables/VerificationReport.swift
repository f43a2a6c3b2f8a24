import Offsets
import Store

/// What a verification has found.
struct VerificationReport: CommandResult {
    private static let table = Table(.text("SNAPSHOT"), .text("STATE"), .text("DETAIL"))

    var found: [VerifiedSnapshot] = []
    /// How many were left out, by --sample or --max-duration.
    var notLookedAt = 0

    /// Snapshots that are intact, and that nobody vouches for who has to.
    var refused: [SnapshotID: TidemarkError] = [:]

    private var bad: [VerifiedSnapshot] { found.filter { $0.state != .intact } }

    /// The worst of what was found.
    var exitCode: ExitCode {
        if found.contains(where: { [.damaged, .missing].contains($0.state) }) || !refused.isEmpty {
            return .damagedData
        }
        let codes = bad.compactMap { $0.code?.exitCode }
        return codes.first { $0 != .configuration } ?? codes.first ?? .done
    }

    var remarks: [Message] {
        let intact = found.count - bad.count
        let left = notLookedAt > 0 ? "; \(notLookedAt) not looked at this time" : ""
        let signed = found.count { if case .authenticated = $0.authenticity { true } else { false } }
        let unknown = found.count { if case .unknownKey = $0.authenticity { true } else { false } }
        let parts = [(signed, "authenticated"), (unknown, "signed by an unknown key")].filter { $0.0 > 0 }
        let details = parts.isEmpty ? "" : ", \(parts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))"
        let summary = Message(.note, "\(Counted.text(intact, "snapshot")) intact\(details)\(left)")
        let refusals = refused.sorted { $0.key < $1.key }.map { id, error in
            Message(.error, error.message, code: error.code, about: [.snapshot: id.text])
        }
        let problems = bad.map { found in
            Message(
                .error,
                found.detail ?? found.state.rawValue,
                code: found.code,
                about: found.id.map { [.snapshot: $0.text] } ?? [:]
            )
        }
        return problems + refusals + [summary]
    }

    func writeTable(to sink: OutputSink) {
        Self.table.write(
            found.map { found in
                [Cell.text(found.id?.text), Self.state(found), found.detail.map(Escaping.message) ?? Cell.none]
            },
            to: sink
        )
    }

    /// The state as the table has it.
    private static func state(_ found: VerifiedSnapshot) -> String {
        switch found.authenticity {
        case .authenticated?, .unknownKey?: found.authenticity?.name ?? found.state.rawValue
        case .forged?, .unsigned?, nil: found.state.rawValue
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.key("snapshots")
        json.array(found) { found, json in
            json.object { json in
                json.member("id", found.id?.text)
                json.member("state", found.state.rawValue)
                json.member("detail", found.detail)
                json.member("authenticity", found.authenticity?.name)
                json.member("key", found.authenticity?.key)
            }
        }
        json.member("notLookedAt", notLookedAt)
    }
}
