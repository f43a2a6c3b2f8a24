public import Offsets

extension ValueParser where Value == Int64 {
    /// An offset: a whole number from 0 on, digits only.
    public static var offset: ValueParser {
        ValueParser(placeholder: "OFFSET") { text throws(InvalidValue) in
            guard isDigits(text), let offset = Int64(text) else {
                throw InvalidValue("'\(shown(text))' is not an offset; write a whole number from 0 to \(Int64.max)")
            }
            return offset
        }
    }

    /// So many records on, or back with a minus: `100`, `+100`, `-100`.
    public static var distance: ValueParser {
        ValueParser(placeholder: "N") { text throws(InvalidValue) in
            let hasSign = text.first == "-" || text.first == "+"
            guard isDigits(hasSign ? text.dropFirst() : text[...]), let distance = Int64(text) else {
                throw InvalidValue(
                    "'\(shown(text))' is not a number of records; write for example 100, or -100 for going back"
                )
            }
            return distance
        }
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension ValueParser where Value == Timestamp {
    private static let example = "2026-11-21T03:00:00Z or 2026-11-21T03:00:00+01:00"

    /// A moment of its own, whatever the zone of whoever types it: RFC 3339 with a zone.
    public static var moment: ValueParser {
        ValueParser(placeholder: "TIME") { text throws(InvalidValue) in
            if let moment = Timestamp(rfc3339: text) { return moment }
            let shown = shown(text)
            if Timestamp(rfc3339: "\(text)Z") != nil {
                throw InvalidValue(
                    "'\(shown)' has no zone; write \(shown)Z where that is UTC, or for example \(shown)+01:00"
                )
            }
            if Timestamp(rfc3339: "\(text)T00:00:00Z") != nil {
                throw InvalidValue("'\(shown)' has no time and no zone; write for example \(shown)T00:00:00Z")
            }
            throw InvalidValue("'\(shown)' is not a time in RFC 3339; write for example \(example)")
        }
    }
}

extension ValueParser where Value == Duration {
    /// How long ago: ISO 8601 as Kafka's own tools take it, or as everywhere else; nothing at all is now.
    public static var age: ValueParser {
        ValueParser(placeholder: "DURATION") { text throws(InvalidValue) in
            guard let duration = DurationText.duration(text) ?? DurationText.iso8601(text) else {
                throw InvalidValue(
                    "'\(shown(text))' is not a duration; write for example 30m, 2h30m, P1DT2H or PT30M"
                )
            }
            return duration
        }
    }
}

extension ValueParser {
    /// A mistake is recognised by its beginning.
    fileprivate static func shown(_ text: String) -> String {
        let longest = 100
        return text.count > longest ? "\(text.prefix(longest))…" : text
    }
}
