/// What a selection compares names with: a glob, or a regular expression after `re:`.
///
/// Either is matched against the whole name, case-sensitively and by Unicode scalars, so that names which differ in
/// bytes are told apart. Either costs at most its length times the name's, whatever it and the name are: whoever may
/// commit offsets chooses the names of groups.
public struct Pattern: Sendable, CustomStringConvertible {
    /// What a regular expression begins with.
    public static let expressionPrefix = "re:"

    /// The pattern as written.
    public let description: String

    private enum Matcher: Sendable {
        case everything
        case literal(GroupID)
        case glob(Glob)
        case expression(RegularExpression)
    }

    private let matcher: Matcher

    /// Compiles a pattern; `option` is the option it was given to, for the message.
    ///
    /// Throws `bad-pattern` (exit 64) for an empty pattern and for one that is no glob or no regular expression.
    public init(_ text: String, option: String) throws(TidemarkError) {
        self.description = text
        guard !text.isEmpty else {
            throw TidemarkError(
                .badPattern,
                "the pattern given to \(option) is empty",
                hint: "Was a variable of the shell not set? The empty name itself is \(Self.expressionPrefix)^$."
            )
        }
        if text.utf8.starts(with: Self.expressionPrefix.utf8) {
            do throws(RegularExpression.Flaw) {
                // Scalars: an accent right after the colon is one character with it.
                let length = Self.expressionPrefix.unicodeScalars.count
                self.matcher = .expression(try RegularExpression(String(text.unicodeScalars.dropFirst(length))))
            } catch {
                throw Self.refusal(of: text, option: option, reason: error.description)
            }
            return
        }
        do throws(Glob.Flaw) {
            let glob = try Glob(text)
            self.matcher = glob.literal.map { .literal(GroupID($0)) } ?? (text == "*" ? .everything : .glob(glob))
        } catch {
            throw Self.refusal(of: text, option: option, reason: error.reason)
        }
    }

    /// A pattern that matches one name and no other.
    public static func text(matchingOnly name: String) -> String {
        if name.isEmpty { return "\(expressionPrefix)^$" }
        var text = ""
        // The first letter of what would be a regular expression loses its meaning, which is none in a glob.
        if name.utf8.starts(with: expressionPrefix.utf8) { text = "\\" }
        for scalar in name.unicodeScalars {
            if "*?[\\".unicodeScalars.contains(scalar) { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// The only name it matches, `nil` when it is a regular expression or has a wildcard.
    public var literal: String? {
        guard case .literal(let name) = matcher else { return nil }
        return name.name
    }

    /// Whether the whole name matches.
    public func matches(_ name: String) -> Bool {
        switch matcher {
        case .everything: true
        case .literal(let expected): ExactText.equal(expected.name, name)
        case .glob(let glob): glob.matches(name)
        case .expression(let expression): expression.matchesWhole(name)
        }
    }

    private static func refusal(of text: String, option: String, reason: String) -> TidemarkError {
        TidemarkError(
            .badPattern,
            "\(option) \(text): \(reason)",
            hint: "Globs know *, ?, [a-z], [!a] and the backslash; \(expressionPrefix) begins a regular expression."
        )
    }
}
