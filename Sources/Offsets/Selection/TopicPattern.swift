/// Which topics are meant, and which of their partitions: `orders`, `orders-*`, or `orders:0,1,2` as Kafka's own tools have it.
///
/// A topic's name can hold no colon, so that what follows the first one is a list of partitions. A regular expression, which
/// may hold colons, has none.
struct TopicPattern: Sendable {
    private static let separator: Character = ":"

    private let names: Pattern
    /// The partitions that are meant; `nil` for all.
    let partitions: Set<Int32>?

    /// Compiles a pattern; `option` is the option it was given to, for the message.
    ///
    /// Throws `bad-pattern` as ``Pattern`` does, and `bad-partition` for a list that is none; exit 64 each.
    init(_ text: String, option: String) throws(TidemarkError) {
        guard !text.utf8.starts(with: Pattern.expressionPrefix.utf8),
            let colon = text.firstIndex(of: Self.separator)
        else {
            names = try Pattern(text, option: option)
            partitions = nil
            return
        }
        guard colon > text.startIndex else {
            throw TidemarkError(
                .badPattern,
                "\(option) \(Self.shown(text)): there is no topic before the colon",
                hint: "Write TOPIC:0,1,2 for some partitions of a topic."
            )
        }
        names = try Pattern(String(text[..<colon]), option: option)
        var partitions: Set<Int32> = []
        for word in text[text.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false) {
            let isNumber =
                !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isNumber, let partition = Int32(word), partition <= SelectionRules.largestPartition else {
                throw TidemarkError(
                    .badPartition,
                    "\(option) \(Self.shown(text)): '\(Self.shown(String(word)))' is not a partition",
                    hint: "Write TOPIC:0,1,2, each a number from 0 to \(SelectionRules.largestPartition)."
                )
            }
            partitions.insert(partition)
        }
        self.partitions = partitions
    }

    /// The only name it matches, `nil` when it is a regular expression or has a wildcard.
    var literal: String? { names.literal }

    /// Whether it means a topic, or some of its partitions.
    func matches(_ topic: String) -> Bool { names.matches(topic) }

    /// So much of a text as fits a message.
    private static func shown(_ text: String) -> String {
        text.count > longestShown ? "\(text.prefix(longestShown))…" : text
    }

    /// A mistake is recognised by its beginning.
    private static let longestShown = 100
}
