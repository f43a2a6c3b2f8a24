import Offsets

/// What turns a value of TOML into one of ours.
struct ValueReader<Value: Sendable>: Sendable {
    /// What the value is, with an article.
    let kind: String
    /// Gives the value, or complains.
    let read: @Sendable (TOMLValue, inout Complaints) -> Value?
    /// The value as it may be shown.
    let show: @Sendable (Value) -> ShownValue

    init(
        _ kind: String,
        show: @escaping @Sendable (Value) -> ShownValue,
        read: @escaping @Sendable (TOMLValue, inout Complaints) -> Value?
    ) {
        self.kind = kind
        self.read = read
        self.show = show
    }

    /// A value that is written as a text; `parse` says what is wrong with one.
    init(
        text kind: String,
        show: @escaping @Sendable (Value) -> ShownValue,
        parse: @escaping @Sendable (String) throws(Flaw) -> Value
    ) {
        self.init(kind, show: show) { value, complaints in
            guard case .string(let text) = value.content else {
                complaints.refuse(value, wanting: kind)
                return nil
            }
            guard !text.isEmpty else {
                complaints.refuse(
                    value,
                    "this is empty",
                    hint: "Write for example: \(complaints.name) = \(complaints.example)"
                )
                return nil
            }
            guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                complaints.refuse(value, "this has a control character in it, such as the end of a line")
                return nil
            }
            do throws(Flaw) {
                return try parse(text)
            } catch {
                complaints.refuse(value, error.message, hint: error.hint)
                return nil
            }
        }
    }
}

/// What is wrong with a text, and what to write instead.
struct Flaw: Error {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

extension ValueReader where Value == Bool {
    static var truth: ValueReader {
        ValueReader("true or false", show: ShownValue.truth) { value, complaints in
            switch value.content {
            case .boolean(let isTrue): return isTrue
            case .string("true"), .string("false"):
                complaints.refuse(
                    value,
                    "true or false is wanted here, and this is a text",
                    hint: "Leave out the quotes."
                )
            default: complaints.refuse(value, wanting: "true or false")
            }
            return nil
        }
    }
}

extension ValueReader where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> ValueReader {
        let kind = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueReader(kind, show: ShownValue.number) { value, complaints in
            guard case .integer(let number) = value.content else {
                complaints.refuse(value, wanting: kind)
                return nil
            }
            guard let number = Int(exactly: number), range.contains(number) else {
                complaints.refuse(value, "\(number) is out of range: \(kind) is wanted")
                return nil
            }
            return number
        }
    }

    static var percentage: ValueReader {
        let kind = "a percentage in quotes, such as \"50%\""
        return ValueReader(text: kind, show: ShownValue.percentage) { text throws(Flaw) in
            let digits = text.utf8.dropLast(text.hasSuffix("%") ? 1 : 0)
            guard text.hasSuffix("%"), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(Substring(digits))
            else {
                throw Flaw(
                    "'\(text)' is no percentage",
                    hint: "Write a whole number with a percent sign, such as \"50%\"."
                )
            }
            guard number <= 100 else { throw Flaw("'\(text)' is more than all of it: 0% to 100% is wanted") }
            return number
        }
    }
}

extension ValueReader where Value == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> ValueReader {
        ValueReader(text: "a duration in quotes, such as \"30s\"", show: ShownValue.duration) {
            text throws(Flaw) in
            guard let duration = DurationText.duration(text) else {
                throw Flaw("'\(text)' is no duration", hint: "Write for example 500ms, 30s, 5m, 1h30m or 7d.")
            }
            guard range.contains(duration) else {
                let limits = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
                throw Flaw("'\(text)' is out of range: \(limits) is wanted")
            }
            return duration
        }
    }
}

extension ShownValue {
    static func percentage(_ number: Int) -> ShownValue { .text("\(number)%") }

    static func duration(_ duration: Duration) -> ShownValue { .text(DurationText.text(duration)) }

    static func described(_ value: some CustomStringConvertible) -> ShownValue { .text(value.description) }

    static func hidden(_: CredentialReference) -> ShownValue { .secret }
}
