import Offsets

extension ValueReader where Value == String {
    /// Any text but the empty one.
    static var text: ValueReader {
        ValueReader(text: "a text in quotes", show: ShownValue.text) { text throws(Flaw) in text }
    }

    static var absolutePath: ValueReader {
        ValueReader(text: "an absolute path in quotes", show: ShownValue.text) { text throws(Flaw) in
            try checkPath(text)
            return text
        }
    }

    static var pattern: ValueReader {
        ValueReader(text: "a pattern in quotes", show: ShownValue.text) { text throws(Flaw) in
            let pattern: Pattern
            do throws(TidemarkError) {
                pattern = try Pattern(text, option: "the pattern")
            } catch {
                throw Flaw(error.message, hint: error.hint)
            }
            if let name = pattern.literal, SentinelGroup.isOne(GroupID(name)) {
                throw Flaw("'\(text)' is Tidemark's own mark in Kafka and holds no consumer's offsets")
            }
            return text
        }
    }

    /// A pattern for topics, behind which partitions may follow.
    static var topicPattern: ValueReader {
        ValueReader(text: "a pattern in quotes", show: ShownValue.text) { text throws(Flaw) in
            do throws(TidemarkError) {
                _ = try SelectionRules(Selection(topics: [text]), topicsFrom: "the pattern")
            } catch {
                throw Flaw(error.message, hint: error.hint)
            }
            return text
        }
    }

    static var tag: ValueReader {
        ValueReader(text: "a word in quotes", show: ShownValue.text) { text throws(Flaw) in
            guard text.utf8.count <= SettingsDefaults.longestTag else {
                throw Flaw("this is longer than \(SettingsDefaults.longestTag) bytes, and no word")
            }
            guard !text.contains(where: { $0.isWhitespace || $0 == "," }) else {
                throw Flaw(
                    "'\(text)' has a space or a comma in it",
                    hint: "A list has each in quotes of its own: [\"a\", \"b\"]"
                )
            }
            return text
        }
    }

    /// The name of a zone; whether there is one is asked with the schedule.
    static var zone: ValueReader {
        ValueReader(text: "the name of a time zone in quotes, such as \"Europe/Paris\"", show: ShownValue.text) {
            text throws(Flaw) in
            guard TimeZoneName.isLegal(text) else {
                throw Flaw(
                    "'\(text)' is no name of a time zone",
                    hint: "Use a name such as Europe/Paris or UTC; `timedatectl list-timezones` lists them."
                )
            }
            return text
        }
    }

    static var server: ValueReader {
        ValueReader(text: "HOST:PORT in quotes", show: ShownValue.text) { text throws(Flaw) in
            guard !text.contains(",") else {
                throw Flaw(
                    "'\(text)' is several servers",
                    hint: "A list has each in quotes of its own: [\"a:9092\", \"b:9092\"]"
                )
            }
            // librdkafka's own way to name another protocol for one server.
            let address = text.firstRange(of: "://").map { String(text[$0.upperBound...]) } ?? text
            _ = try HostAndPort(address)
            return text
        }
    }

    /// - Throws: what is wrong with a path that has to be absolute.
    fileprivate static func checkPath(_ text: String) throws(Flaw) {
        guard !text.hasPrefix("~") else {
            throw Flaw("'\(text)': ~ stands for nothing here", hint: "Write the whole path.")
        }
        guard !text.hasPrefix("$") else {
            throw Flaw("'\(text)': no variables are replaced here", hint: "Write the whole path.")
        }
        guard text.hasPrefix("/") else {
            throw Flaw(
                "'\(text)' is a relative path, and a service has no directory of its own to begin at",
                hint: "Write the whole path, from / on."
            )
        }
    }
}

extension ValueReader where Value == CredentialReference {
    /// The value is never repeated: some take the name of the file for the secret itself.
    static var credential: ValueReader {
        ValueReader(text: "the name of a credential or an absolute path, in quotes", show: ShownValue.hidden) {
            text throws(Flaw) in
            if text.hasPrefix("/") { return .file(text) }
            guard !text.contains("/"), !text.hasPrefix("~") else {
                throw Flaw(
                    "this is a relative path, and a service has no directory of its own to begin at",
                    hint: "Write the whole path from / on, or the name of a credential alone."
                )
            }
            let isName =
                text != "." && text != ".." && text.utf8.count <= SettingsDefaults.longestCredentialName
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
            guard isName else {
                throw Flaw(
                    "this is neither the name of a credential nor an absolute path",
                    hint: "The secret itself stands in a file of mode 0600, and the file's name here."
                )
            }
            return .credential(text)
        }
    }
}

extension ValueReader where Value == ClientChoice {
    static var client: ValueReader {
        let words = ClientChoice.allCases.map { "\"\($0.rawValue)\"" }
        let kind = "\(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")"
        let show = { @Sendable (choice: ClientChoice) in ShownValue.text(choice.rawValue) }
        return ValueReader(text: kind, show: show) { text throws(Flaw) in
            guard let choice = ClientChoice(rawValue: text) else {
                throw Flaw("'\(text)' is no client", hint: "Write \(kind).")
            }
            return choice
        }
    }
}

extension ValueReader where Value == CalendarExpression {
    static var schedule: ValueReader {
        ValueReader(text: "a schedule in quotes, such as \"*-*-* 03:00:00\"", show: ShownValue.described) {
            text throws(Flaw) in
            do throws(CalendarError) {
                return try CalendarExpression(text)
            } catch {
                throw Flaw(error.message, hint: error.hint.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." })
            }
        }
    }
}

extension ValueReader where Value == MetricsAddress {
    static var metricsAddress: ValueReader {
        let kind = "a loopback address with its port, or unix:/PATH, in quotes"
        return ValueReader(text: kind, show: ShownValue.described) { text throws(Flaw) in
            let scheme = "unix:"
            if text.hasPrefix(scheme) {
                let path = String(text.dropFirst(scheme.count))
                try ValueReader<String>.checkPath(path)
                guard path.utf8.count <= SettingsDefaults.longestSocketPath else {
                    throw Flaw("the path of a socket has at most \(SettingsDefaults.longestSocketPath) bytes")
                }
                return .socket(path)
            }
            guard !text.hasPrefix("/") else {
                throw Flaw("'\(text)' is a path", hint: "A socket is written unix:\(text)")
            }
            guard !text.hasPrefix("http") else {
                throw Flaw(
                    "'\(text)' is the address of a page",
                    hint: "Write the address alone, such as 127.0.0.1:9464."
                )
            }
            let address = try HostAndPort(text)
            guard address.isLoopback else {
                throw Flaw(
                    "'\(text)' can be reached by others, and what it says has no lock",
                    hint: "Listen on 127.0.0.1 or [::1], and put a proxy before it where others have to ask."
                )
            }
            return .loopback(host: address.host, port: address.port)
        }
    }
}
