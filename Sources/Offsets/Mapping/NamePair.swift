/// `OLD=NEW`: a name and the one that takes its place.
struct NamePair: Hashable, Sendable {
    /// The old name, never empty.
    let source: String
    /// The new name.
    let target: String
    /// Where it was written, for messages: `--map a=b`, or a file and its line.
    let place: String

    /// Reads the value of an option.
    ///
    /// It is split at its first `=`. A backslash before an `=` or a backslash takes it literally, on both sides (`a\=b=c`
    /// renames `a=b` to `c`); before anything else it is a mistake.
    ///
    /// - Throws: `bad-mapping` (exit 64) for a text without `=` and for an empty old name.
    init(_ text: String, option: String) throws(TidemarkError) {
        try self.init(text.unicodeScalars[...], place: "\(option) \(text)", escapable: ["=", "\\"])
    }

    /// Two names, and where they were written.
    init(source: String, target: String, place: String) {
        self.source = source
        self.target = target
        self.place = place
    }

    fileprivate init(
        _ text: String.UnicodeScalarView.SubSequence,
        place: String,
        escapable: Set<Unicode.Scalar>
    ) throws(TidemarkError) {
        var source: String.UnicodeScalarView?
        var current = String.UnicodeScalarView()
        var rest = text
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                guard let escaped = rest.popFirst(), escapable.contains(escaped) else {
                    throw Mapping.refusal("\(place): \(Self.rule(escapable))")
                }
                current.append(escaped)
            case "=" where source == nil:
                source = current
                current = String.UnicodeScalarView()
            default: current.append(scalar)
            }
        }
        guard let source else { throw Mapping.refusal("\(place): expected OLD=NEW") }
        guard !source.isEmpty else { throw Mapping.refusal("\(place): the name before = is empty") }
        self.source = String(source)
        self.target = String(current)
        self.place = place
    }

    private static func rule(_ escapable: Set<Unicode.Scalar>) -> String {
        escapable.contains("#")
            ? "a backslash may only come before =, #, a space or a backslash"
            : "a backslash may only come before = or a backslash"
    }
}

extension NamePair {
    /// What begins a line that is left out.
    private static let comment: Unicode.Scalar = "#"
    /// What editors of other systems put at the beginning of a text.
    private static let byteOrderMark: Unicode.Scalar = "\u{feff}"

    /// Reads a file of pairs, one a line.
    ///
    /// Empty lines and lines that begin with `#` are left out. In a name that begins with `#`, or begins or ends with a
    /// space, that character follows a backslash; an unmarked space at the end of a name is a mistake, since nobody sees
    /// it.
    ///
    /// - Throws: `bad-mapping` (exit 64) naming file and line.
    static func pairs(in text: String, of file: String) throws(TidemarkError) -> [NamePair] {
        var pairs: [NamePair] = []
        var scalars = text.unicodeScalars[...]
        if scalars.first == byteOrderMark { scalars.removeFirst() }
        let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, untrimmed) in lines.enumerated() {
            let line = untrimmed.last == "\r" ? untrimmed.dropLast() : untrimmed
            guard let first = line.first(where: { !isBlank($0) }), first != comment else { continue }
            let place = "\(file), line \(index + 1)"
            try refuseBlanks(at: place, in: line)
            pairs.append(try NamePair(line, place: place, escapable: ["=", "\\", comment, " ", "\t"]))
        }
        return pairs
    }

    /// Refuses a space at either end of a name that no backslash marks as meant.
    private static func refuseBlanks(
        at place: String,
        in line: String.UnicodeScalarView.SubSequence
    ) throws(TidemarkError) {
        var mayBegin = true
        var endsBlank = false
        var isEscaped = false
        for scalar in line {
            if isEscaped {
                (mayBegin, endsBlank, isEscaped) = (false, false, false)
                continue
            }
            isEscaped = scalar == "\\"
            let isBlank = isBlank(scalar)
            guard !(isBlank && mayBegin), !(scalar == "=" && endsBlank) else { throw blankRefusal(place) }
            mayBegin = scalar == "="
            endsBlank = isBlank
        }
        guard !endsBlank else { throw blankRefusal(place) }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    private static func blankRefusal(_ place: String) -> TidemarkError {
        Mapping.refusal(
            "\(place): a name begins or ends with a space",
            hint: "Remove it, or write a backslash before it if it belongs to the name."
        )
    }
}
