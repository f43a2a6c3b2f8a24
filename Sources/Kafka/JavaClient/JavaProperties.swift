public import Cluster

/// A file of Java properties, read as `java.util.Properties` reads it: ISO 8859-1, with escapes and continued lines.
public struct JavaProperties: Hashable, Sendable {
    /// One property.
    public struct Entry: Hashable, Sendable {
        /// The name; may be empty.
        public let key: String
        /// The value; may be empty, and a secret.
        public let value: String
        /// The line of the file that it begins on, from 1.
        public let line: Int
    }

    /// The properties in the order of the file; a later one of the same name wins.
    public let entries: [Entry]

    /// Reads the bytes of a file.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`, naming the line, where `\u` is not followed by four hexadecimal digits.
    public init(_ bytes: [UInt8]) throws(KafkaError) {
        var entries: [Entry] = []
        for line in Self.logicalLines(of: bytes) {
            let (key, value) = try Self.split(line.bytes, at: line.number)
            entries.append(Entry(key: key, value: value, line: line.number))
        }
        self.entries = entries
    }

    private struct Line {
        var bytes: [UInt8]
        let number: Int
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    /// Java's form feed is white space, too.
    private static let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0c]
    private static let commentMarks: Set<UInt8> = [UInt8(ascii: "#"), UInt8(ascii: "!")]
    private static let separators: Set<UInt8> = [UInt8(ascii: "="), UInt8(ascii: ":")]

    /// The lines without comments and blank ones, each with those that it is continued on.
    private static func logicalLines(of bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var open: Line?
        for (index, natural) in naturalLines(of: bytes).enumerated() {
            let content = natural.drop { blanks.contains($0) }
            var line = open ?? Line(bytes: [], number: index + 1)
            if open == nil {
                // Only where a line begins: a comment is not continued, and what continues a line is none.
                guard let first = content.first, !commentMarks.contains(first) else { continue }
            }
            let isContinued = content.reversed().prefix { $0 == backslash }.count % 2 == 1
            line.bytes += isContinued ? content.dropLast() : content
            if isContinued {
                open = line
            } else {
                open = nil
                lines.append(line)
            }
        }
        if let open { lines.append(open) }
        return lines
    }

    /// The lines, whatever ends them.
    private static func naturalLines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            guard bytes[index] == newline || bytes[index] == carriageReturn else {
                index += 1
                continue
            }
            lines.append(bytes[start..<index])
            let isPair = bytes[index] == carriageReturn && index + 1 < bytes.endIndex && bytes[index + 1] == newline
            index += isPair ? 2 : 1
            start = index
        }
        if start < bytes.endIndex { lines.append(bytes[start...]) }
        return lines
    }

    private static func split(_ line: [UInt8], at number: Int) throws(KafkaError) -> (String, String) {
        var end = line.startIndex
        while end < line.endIndex, !separators.contains(line[end]), !blanks.contains(line[end]) {
            end += line[end] == backslash ? 2 : 1
        }
        end = min(end, line.endIndex)
        var rest = line[end...].drop { blanks.contains($0) }
        if let first = rest.first, separators.contains(first) { rest = rest.dropFirst().drop { blanks.contains($0) } }
        return (try unescaped(line[..<end], at: number), try unescaped(rest, at: number))
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>, at number: Int) throws(KafkaError) -> String {
        var units: [UInt16] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == backslash, index < bytes.endIndex else {
                // A backslash at the very end of the file stands for nothing.
                if byte != backslash { units.append(UInt16(byte)) }
                continue
            }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "n"): units.append(0x0a)
            case UInt8(ascii: "r"): units.append(0x0d)
            case UInt8(ascii: "f"): units.append(0x0c)
            case UInt8(ascii: "u"):
                let digits = bytes[index...].prefix(4)
                let text = String(decoding: digits, as: UTF8.self)
                guard digits.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16) else {
                    throw KafkaError(.invalidArgument, "line \(number): \\u is not followed by four hexadecimal digits")
                }
                units.append(unit)
                index += 4
            default: units.append(UInt16(escape))
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}
