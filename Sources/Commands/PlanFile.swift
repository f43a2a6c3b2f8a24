import Engine
import FoundationEssentials
import Offsets
import Store

/// A saved plan: the document `{"schemaVersion", "plan"}`, with the plan as every `--json` shows it.
enum PlanFile {
    /// Writes a plan to a new file; see ``OperatorFile/create(_:_:)``.
    ///
    /// - Throws: `plan-too-large` (exit 73) for one that ``read(_:)`` would not take; what creating throws.
    static func create(_ file: String, _ plan: Plan, _ digest: ContentDigest) throws {
        let content = try OutputSink.bytes(for: file) { sink in
            JSONWriter.document(to: sink) { $0.member("plan", PlanPayload(plan: plan, digest: digest, origin: nil)) }
        }
        guard content.count <= Defaults.longestPlanFile else {
            throw TidemarkError(
                .planTooLarge,
                "the plan has \(content.count) bytes, and at most \(Defaults.longestPlanFile) are read again",
                hint: "Make several plans of fewer groups, or restore without a file."
            )
        }
        try OperatorFile.create(file, content)
    }

    /// Reads a plan and the digest that it was saved with; whether they belong together is not looked at.
    ///
    /// - Throws: ``TidemarkError``: `not-a-plan` (exit 64) for another document, `damaged-plan` (65) for one that is cut
    ///   off or says what no plan says, `plan-edited` (79) for one whose summary is not its own, `newer-format` (78) for
    ///   one of a newer Tidemark; 66, 74 or 77 when the file cannot be read.
    static func read(_ file: String) throws(TidemarkError) -> (plan: Plan, digest: ContentDigest) {
        let bytes = try OperatorFile.read(file, upTo: Defaults.longestPlanFile)
        let blanks = [" ", "\n", "\r", "\t"].map { UInt8(ascii: $0) }
        guard let first = bytes.first(where: { !blanks.contains($0) }) else { throw damaged(file, "it is empty") }
        guard first == UInt8(ascii: "{") else { throw foreign(file) }
        do {
            let document = try JSONDecoder().decode(PlanDocument.self, from: Data(bytes))
            return (document.plan, document.digest)
        } catch let flaw as PlanDocument.Flaw {
            switch flaw {
            case .foreign: throw foreign(file)
            case .newer(let version):
                throw TidemarkError(
                    .newerFormat,
                    "\(file) has version \(version) of the document, and this tidemark knows \(Defaults.jsonSchemaVersion)",
                    hint: "Use the newer Tidemark that wrote it."
                )
            case .edited(let digest): throw TidemarkError.edited(planWith: digest)
            case .inconsistent: throw damaged(file, "its parts do not fit together")
            }
        } catch let error as DecodingError {
            throw damaged(file, reason(error))
        } catch {
            throw damaged(file, "\(error)")
        }
    }

    private static func foreign(_ file: String) -> TidemarkError {
        TidemarkError(
            .notAPlan,
            "\(file) is not a plan",
            hint: "`tidemark restore SNAPSHOT --plan-out FILE` makes one."
        )
    }

    private static func damaged(_ file: String, _ reason: String) -> TidemarkError {
        TidemarkError(
            .damagedPlan,
            "\(file) cannot be read as a plan: \(reason)",
            hint: "It was not used; make a new plan."
        )
    }

    /// Where in the document it fails, and why.
    private static func reason(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ reason: String) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            return path.isEmpty ? reason : "\(path.drop { $0 == "." }): \(reason)"
        }
        return switch error {
        case .keyNotFound(let key, let context): place(context, "\(key.stringValue) is missing")
        case .valueNotFound(_, let context): place(context, "the value is missing")
        case .typeMismatch(_, let context): place(context, "the value is of another kind")
        case .dataCorrupted(let context): place(context, context.debugDescription)
        @unknown default: "\(error)"
        }
    }
}
