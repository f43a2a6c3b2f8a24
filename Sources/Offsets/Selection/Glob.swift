/// A glob, compiled: it matches whole names, scalar by scalar.
///
/// `*` stands for any run of scalars, newlines included, `?` for one scalar, `[a-z]` for one of a set, `[!a]` (or
/// `[^a]`) for one outside it, and a backslash takes away the meaning of what follows it. Everything else, braces
/// included, stands for itself. Matching remembers the last `*` only, so its cost is at most the length of the glob
/// times the length of the name.
struct Glob: Hashable, Sendable {
    /// Why a text is not a glob, in words.
    struct Flaw: Error {
        let reason: String
    }

    private enum Element: Hashable {
        case scalar(Unicode.Scalar)
        case anyScalar
        case anyRun
        case scalarSet([ClosedRange<Unicode.Scalar>], isExcluding: Bool)

        func accepts(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .scalar(let expected): expected == scalar
            case .anyScalar: true
            case .anyRun: false
            case .scalarSet(let ranges, let isExcluding): ranges.contains { $0.contains(scalar) } != isExcluding
            }
        }
    }

    private let elements: [Element]

    /// Compiles a glob.
    init(_ text: String) throws(Flaw) {
        var elements: [Element] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*":
                if elements.last != .anyRun { elements.append(.anyRun) }
            case "?": elements.append(.anyScalar)
            case "[": elements.append(try Self.set(from: &rest))
            case "\\": elements.append(.scalar(try Self.escaped(from: &rest)))
            default: elements.append(.scalar(scalar))
            }
        }
        self.elements = elements
    }

    /// The one name that the glob matches, `nil` when it has a wildcard.
    var literal: String? {
        var scalars = String.UnicodeScalarView()
        for element in elements {
            guard case .scalar(let scalar) = element else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    /// Whether the whole name matches.
    func matches(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        var position = scalars.startIndex
        var index = 0
        // Where to go on when the elements after the last run do not fit: one scalar later.
        var retry: (index: Int, position: String.UnicodeScalarView.Index)?
        while position < scalars.endIndex {
            if index < elements.count, elements[index] == .anyRun {
                index += 1
                retry = (index, position)
            } else if index < elements.count, elements[index].accepts(scalars[position]) {
                index += 1
                position = scalars.index(after: position)
            } else if let last = retry {
                position = scalars.index(after: last.position)
                retry = (last.index, position)
                index = last.index
            } else {
                return false
            }
        }
        return elements[index...].allSatisfy { $0 == .anyRun }
    }

    private static func set(from rest: inout Substring.UnicodeScalarView) throws(Flaw) -> Element {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isExcluding = false
        if rest.first == "!" || rest.first == "^" {
            isExcluding = true
            rest.removeFirst()
        }
        var isFirst = true
        while let scalar = rest.popFirst() {
            // As in every shell, a `]` that comes first is a member.
            if scalar == "]", !isFirst { return .scalarSet(ranges, isExcluding: isExcluding) }
            isFirst = false
            if scalar == "[", let next = rest.first, [":", ".", "="].contains(next) {
                throw Flaw(reason: "named sets such as [:alpha:] are not supported")
            }
            let lower = scalar == "\\" ? try escaped(from: &rest) : scalar
            guard rest.first == "-", let after = rest.dropFirst().first, after != "]" else {
                ranges.append(lower...lower)
                continue
            }
            rest.removeFirst(2)
            let upper = after == "\\" ? try escaped(from: &rest) : after
            guard lower <= upper else { throw Flaw(reason: "the range \(lower)-\(upper) runs backwards") }
            ranges.append(lower...upper)
        }
        throw Flaw(reason: "a [ has no ] (write \\[ for the character itself)")
    }

    private static func escaped(from rest: inout Substring.UnicodeScalarView) throws(Flaw) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else {
            throw Flaw(reason: "nothing follows the last backslash (write \\\\ for the character itself)")
        }
        return scalar
    }
}
