import Offsets

/// Finds a topic's index by its name, quickly when groups have the same topics one after the other.
struct TopicIndex {
    private let names: [String]
    private let indexes: [String: Int]
    /// For each topic, and in front for the beginning of a group, which one followed it the last time.
    private var followers: [Int]

    /// The index of topics in order.
    init(_ topics: [TopicLogs]) {
        names = topics.map(\.topic)
        indexes = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        followers = Array(0...names.count)
    }

    /// The index of a topic, `nil` when there is no such topic.
    ///
    /// `previous` is the index of the topic before it in the same group, −1 at the beginning of a group.
    mutating func index(of topic: String, after previous: Int) -> Int? {
        let guess = followers[previous + 1]
        if guess < names.count, isTopic(topic, at: guess) { return guess }
        guard let index = indexes[topic], isTopic(topic, at: index) else { return nil }
        followers[previous + 1] = index
        return index
    }

    /// Whether a topic is the one with this index, byte for byte.
    ///
    /// Texts that Swift calls equal to an ASCII text without being the same are longer, so the length tells them apart.
    @inline(__always)
    func isTopic(_ topic: String, at index: Int) -> Bool {
        names[index] == topic && names[index].utf8.count == topic.utf8.count
    }
}
