/// Numbers with their nouns.
enum Counted {
    /// `1 group`, `2 groups`.
    static func text(_ count: some BinaryInteger, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
