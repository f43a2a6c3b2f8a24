/// `s/EXPRESSION/REPLACEMENT/FLAGS`: new names by a regular expression, as sed writes it.
///
/// Any character but a letter, a digit, a space and a backslash may stand for the slash; within the expression and the
/// replacement it follows a backslash. In the replacement `&` is the whole match and `\1` to `\9` what the groups of the
/// expression caught. The flag `g` replaces every match and not only the first, `i` ignores the case.
public struct Substitution: Hashable, Sendable, CustomStringConvertible {
    /// A part of the replacement.
    private enum Part: Hashable, Sendable {
        case text(String)
        case group(Int)
    }

    /// As it was written.
    public let description: String

    /// The option it was given to.
    let option: String
    private let expression: RegularExpression
    private let replacement: [Part]
    private let replacesAll: Bool

    /// Compiles a substitution; `option` is the option it was given to, for messages.
    ///
    /// - Throws: `bad-mapping` (exit 64) for anything that is none.
    public init(_ text: String, option: String) throws(TidemarkError) {
        description = text
        self.option = option
        func refusal(_ reason: String) -> TidemarkError {
            Mapping.refusal("\(option) \(text): \(reason)", hint: "Write it as in sed: 's/^prod-/staging-/'.")
        }
        var rest = text.unicodeScalars[...]
        guard rest.popFirst() == "s", let delimiter = rest.popFirst() else {
            throw refusal("a substitution begins with s and a delimiter")
        }
        guard !delimiter.properties.isAlphabetic, !delimiter.properties.isWhitespace, delimiter != "\\",
            delimiter.properties.numericType == nil
        else { throw refusal("the character after s cannot be a letter, a digit, a space or a backslash") }
        let parts = Self.split(rest, at: delimiter)
        guard parts.count == 3 else {
            throw refusal(
                "it needs three \(delimiter): s\(delimiter)OLD\(delimiter)NEW\(delimiter); write \\\(delimiter) for one inside a name"
            )
        }
        guard !parts[0].isEmpty else { throw refusal("the expression is empty") }
        var flags = (all: false, ignoresCase: false)
        for flag in parts[2] {
            switch flag {
            case "g": flags.all = true
            case "i", "I": flags.ignoresCase = true
            default: throw refusal("there is no flag \(flag); g replaces every match, i ignores the case")
            }
        }
        replacesAll = flags.all
        do throws(RegularExpression.Flaw) {
            expression = try RegularExpression(String(parts[0]), ignoresCase: flags.ignoresCase)
        } catch {
            throw refusal(error.description)
        }
        guard let replacement = Self.replacement(parts[1], delimiter: delimiter) else {
            throw refusal("in the replacement a backslash may only come before &, \(delimiter), a digit or a backslash")
        }
        self.replacement = replacement
    }

    /// Equal when written the same.
    public static func == (left: Substitution, right: Substitution) -> Bool {
        left.option == right.option && ExactText.equal(left.description, right.description)
    }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// Whether the expression matches somewhere in a name.
    func fits(_ name: String) -> Bool { expression.occurs(in: name) }

    /// The new name, `nil` when the expression does not fit the old one.
    ///
    /// - Throws: `bad-mapping` (exit 64) when the replacement names a group that the expression does not have.
    func apply(to name: String) throws(TidemarkError) -> String? {
        let occurrences = expression.occurrences(in: name, all: replacesAll)
        guard !occurrences.isEmpty else { return nil }
        var result = String.UnicodeScalarView()
        var position = name.startIndex
        for groups in occurrences {
            guard let whole = groups.first.flatMap({ $0 }) else { continue }
            result += name.unicodeScalars[position..<whole.lowerBound]
            for part in replacement {
                switch part {
                case .text(let text): result += text.unicodeScalars
                case .group(let number):
                    guard number < groups.count else {
                        throw Mapping.refusal(
                            "\(option) \(description): there is no group \(number) in the expression"
                        )
                    }
                    if let range = groups[number] { result += name.unicodeScalars[range] }
                }
            }
            position = whole.upperBound
        }
        result += name.unicodeScalars[position...]
        return String(result)
    }

    /// The parts between delimiters that no backslash precedes; backslashes stay.
    private static func split(
        _ text: String.UnicodeScalarView.SubSequence,
        at delimiter: Unicode.Scalar
    ) -> [String.UnicodeScalarView] {
        var parts = [String.UnicodeScalarView()]
        var isEscaped = false
        for scalar in text {
            if scalar == delimiter, !isEscaped {
                parts.append(String.UnicodeScalarView())
                continue
            }
            isEscaped = scalar == "\\" && !isEscaped
            parts[parts.count - 1].append(scalar)
        }
        return parts
    }

    private static func replacement(
        _ scalars: String.UnicodeScalarView,
        delimiter: Unicode.Scalar
    ) -> [Part]? {
        var parts: [Part] = []
        var text = String.UnicodeScalarView()
        func flush() {
            if !text.isEmpty { parts.append(.text(String(text))) }
            text = String.UnicodeScalarView()
        }
        var rest = scalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "&":
                flush()
                parts.append(.group(0))
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                if ("0"..."9").contains(escaped) {
                    flush()
                    parts.append(.group(Int(escaped.value - Unicode.Scalar("0").value)))
                } else if escaped == "&" || escaped == "\\" || escaped == delimiter {
                    text.append(escaped)
                } else {
                    return nil
                }
            default: text.append(scalar)
            }
        }
        flush()
        return parts
    }
}
