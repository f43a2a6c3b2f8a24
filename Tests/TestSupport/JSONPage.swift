import FoundationEssentials

/// `docs/json.md`, with which documents are compared.
package struct JSONPage: Sendable {
    /// What the page says of a value: it is one of these.
    indirect enum Shape: Hashable, Sendable {
        case text, number, truth, time, null, anything
        case object(String)
        case list(Shape)
        case either([Shape])
    }

    /// A field of an object.
    struct Field: Sendable {
        let shape: Shape
        let isOptional: Bool
    }

    /// The page cannot be understood.
    struct Mistake: Error {
        let line: String
    }

    /// The page of the repository.
    package static let current: Result<JSONPage, any Error> = Result { try JSONPage() }

    /// The commands' documents and the objects in them by the names of their sections, lower-case words with dashes.
    private var sections: [String: [String: Field]] = [:]
    /// The section that has a command's document.
    private var documents: [String: String] = [:]
    /// What every document has.
    private var everywhere: [String: Field] = [:]

    private init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/json.md")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        var (anchor, isObject): (String?, Bool) = (nil, false)
        for line in text.split(separator: "\n") {
            if line == "# Objects" { isObject = true }
            if line.hasPrefix("## ") {
                let title = String(line.dropFirst(3))
                let name = title.lowercased().replacing(" ", with: "-")
                // As a page has it whose headings are alike: the second one has a number.
                let key = isObject && sections[name] != nil ? "\(name)-1" : name
                sections[key] = [:]
                anchor = key
                if !isObject { documents[title] = key }
            } else if line.hasPrefix("Also of `"), let anchor {
                for name in line.split(separator: "`").enumerated().filter({ $0.offset % 2 == 1 }).map(\.element) {
                    documents[String(name)] = anchor
                }
            } else if line.hasPrefix("A [") || line.hasPrefix("An ["), line.hasSuffix("), and"), let anchor {
                let other = line.split(separator: "#").last?.dropLast(6) ?? ""
                guard let inherited = sections[String(other)] else { throw Mistake(line: String(line)) }
                sections[anchor] = inherited
            } else if line.hasPrefix("| `") {
                let cells = line.split(separator: "|").map { $0.dropFirst().dropLast() }
                guard cells.count >= 2 else { throw Mistake(line: String(line)) }
                let field = try Self.field(String(cells[1]))
                let name = String(cells[0].dropFirst().dropLast())
                if let anchor { sections[anchor]?[name] = field } else { everywhere[name] = field }
            }
        }
        for (section, fields) in sections {
            for (name, field) in fields { try check(field.shape, "\(section).\(name)") }
        }
    }

    /// The names of the commands that have a document.
    package var commands: Set<String> { Set(documents.keys) }

    /// What is wrong with the document of a command; nothing when it is as the page says.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - words: The words of the command line, those of the command first.
    /// - Returns: What is wrong, the path of the field first.
    package func flaws(in document: String, of words: [String]) -> [String] {
        let two = words.prefix(2).joined(separator: " ")
        let command = documents[two] == nil ? words.first ?? "" : two
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(document.utf8)) else {
            return ["it is no JSON: \(document.prefix(200))"]
        }
        guard case .object(var members) = value else { return ["it is no object"] }
        var flaws: [String] = []
        let hasFailed = members["error"] != nil
        check(members.filter { everywhere[$0.key] != nil }, everywhere, "", &flaws)
        for name in everywhere.keys { members[name] = nil }
        if hasFailed, members.isEmpty { return flaws }
        guard let section = documents[command], let fields = sections[section] else {
            return flaws + ["the page has no document of '\(command)'"]
        }
        check(members, fields, "", &flaws)
        return flaws
    }

    private func check(
        _ members: [String: JSONValue],
        _ fields: [String: Field],
        _ path: String,
        _ flaws: inout [String]
    ) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let field = fields[name] else {
                flaws.append("\(path).\(name) is not in the page")
                continue
            }
            check(value, field.shape, "\(path).\(name)", &flaws)
        }
        for (name, field) in fields.sorted(by: { $0.key < $1.key }) where !field.isOptional && members[name] == nil {
            flaws.append("\(path).\(name) is missing")
        }
    }

    private func check(_ value: JSONValue, _ shape: Shape, _ path: String, _ flaws: inout [String]) {
        switch (value, shape) {
        case (_, .anything), (.text, .text), (.number, .number), (.truth, .truth), (.null, .null): return
        case (.text(let text), .time) where Self.isTime(text): return
        case (.list(let values), .list(let element)):
            for value in values { check(value, element, "\(path)[]", &flaws) }
        case (.object(let members), .object(let name)): check(members, sections[name] ?? [:], path, &flaws)
        case (_, .either(let shapes)):
            var fewest: [String]?
            for shape in shapes {
                var found: [String] = []
                check(value, shape, path, &found)
                if found.count < fewest?.count ?? .max { fewest = found }
            }
            flaws += fewest ?? []
        default: flaws.append("\(path) is not \(shape) but \(value)")
        }
    }

    private static func isTime(_ text: String) -> Bool {
        let form = Array("0000-00-00T00:00:00Z".utf8)
        return text.utf8.count == form.count
            && zip(text.utf8, form).allSatisfy { byte, form in
                form == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == form
            }
    }

    private static func field(_ text: String) throws -> Field {
        let isOptional = text.hasSuffix(", optional")
        let words = isOptional ? String(text.dropLast(", optional".count)) : text
        return Field(shape: try shape(words.replacing("true or false", with: "truth")), isOptional: isOptional)
    }

    private static func shape(_ text: String) throws -> Shape {
        let alternatives = text.split(separator: " or ").map(String.init)
        if alternatives.count > 1 { return .either(try alternatives.map(shape)) }
        if text.hasPrefix("list of ") { return .list(try shape(String(text.dropFirst("list of ".count)))) }
        if text.hasPrefix("["), let anchor = text.split(separator: "#").last {
            return .object(String(anchor.dropLast()))
        }
        switch text {
        case "text": return .text
        case "number": return .number
        case "truth": return .truth
        case "time": return .time
        case "null": return .null
        case "anything": return .anything
        default: throw Mistake(line: text)
        }
    }

    /// Checks that every object which is named has a section.
    private func check(_ shape: Shape, _ path: String) throws {
        switch shape {
        case .object(let name):
            guard sections[name] != nil else { throw Mistake(line: "\(path): there is no section \(name)") }
        case .list(let element): try check(element, path)
        case .either(let shapes): for shape in shapes { try check(shape, path) }
        case .text, .number, .truth, .time, .null, .anything: return
        }
    }
}

/// Any value of a JSON document.
private enum JSONValue: Decodable {
    case text(String)
    case number, truth, null
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            self = .object(
                try Dictionary(
                    uniqueKeysWithValues: members.allKeys.map {
                        ($0.stringValue, try members.decode(JSONValue.self, forKey: $0))
                    }
                )
            )
            return
        }
        if var values = try? decoder.unkeyedContainer() {
            var list: [JSONValue] = []
            while !values.isAtEnd { list.append(try values.decode(JSONValue.self)) }
            self = .list(list)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if (try? value.decode(Bool.self)) != nil {
            self = .truth
        } else if (try? value.decode(Int64.self)) != nil {
            self = .number
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
