import Offsets
import Settings
import Syntax

/// Why something is done, for the audit log.
enum ReasonOption {
    /// What fits a line of a report.
    private static let longest = 1_024

    static let reason = Option<String?>(
        "reason",
        .text("TEXT", upTo: longest),
        help: "why; the audit log keeps it"
    )
    /// The option under its heading.
    static let group = OptionGroup("Audit", reason)

    /// Refuses to change something without a reason, where the configuration asks for one.
    ///
    /// - Throws: `missing-reason` (exit 64).
    static func require(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        guard try arguments[reason] == nil, let settings = context.settings, settings.store.requiresReason.value else {
            return
        }
        throw TidemarkError(
            .missingReason,
            "no reason is given, and require-reason in \(settings.file) asks for one",
            hint: "Add --reason TEXT; the audit log keeps it."
        )
    }
}

extension ValueParser where Value == String {
    /// A text that is not empty, of at most so many bytes.
    static func text(_ placeholder: String, upTo longest: Int) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue("the value is empty") }
            guard text.utf8.count <= longest else {
                throw InvalidValue("the value has \(text.utf8.count) bytes; the limit is \(longest)")
            }
            return text
        }
    }
}
