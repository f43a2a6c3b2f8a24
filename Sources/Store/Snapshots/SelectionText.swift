import Offsets

/// A selection as one text, as the catalog keeps it: a line for each pattern, name or number, `PART TEXT`.
///
/// A newline in a text is written `\n` and a backslash `\\`.
enum SelectionText {
    private enum Part: String, CaseIterable {
        case group
        case excludedGroup = "excluded-group"
        case topic
        case excludedTopic = "excluded-topic"
        case partition
    }

    /// The text of a selection; `nil` for that of everything.
    static func text(of selection: Selection) -> String? {
        let lines = Part.allCases.flatMap { part in
            texts(part, of: selection).map { "\(part.rawValue) \(escaped($0))" }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// The selection of a text; `nil` for a text of none.
    static func selection(of text: String) -> Selection? {
        var selection = Selection()
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard words.count == 2, let part = Part(rawValue: String(words[0])) else { return nil }
            let text = unescaped(words[1])
            switch part {
            case .group: selection.groups.append(text)
            case .excludedGroup: selection.excludedGroups.append(text)
            case .topic: selection.topics.append(text)
            case .excludedTopic: selection.excludedTopics.append(text)
            case .partition:
                guard let partition = Int32(text) else { return nil }
                selection.partitions.append(partition)
            }
        }
        return selection
    }

    private static func texts(_ part: Part, of selection: Selection) -> [String] {
        switch part {
        case .group: selection.groups
        case .excludedGroup: selection.excludedGroups
        case .topic: selection.topics
        case .excludedTopic: selection.excludedTopics
        case .partition: selection.partitions.map(String.init)
        }
    }

    // By scalars, here as there: a newline may be a part of a longer character.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }

    private static func unescaped(_ text: Substring.UnicodeScalarView) -> String {
        var scalars = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text {
            if isEscaped {
                scalars.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
