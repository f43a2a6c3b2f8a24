/// What Kafka and librdkafka accept as the metadata of an offset.
public enum MetadataLimit {
    /// The longest metadata, in UTF-16 units, where the brokers do not tell theirs: the default of the broker's
    /// `offset.metadata.max.bytes`, which despite its name counts the units of a Java string.
    public static let usual = 4_096
    /// The longest that any broker takes, in UTF-8 bytes, whatever its setting: no string of Kafka's protocol is longer.
    ///
    /// librdkafka 2.0.2 does not refuse a longer one, it writes the beginning (`docs/kafka.md` §11.13).
    public static let longest = 32_767

    /// Why the metadata could not be written, `nil` when it can.
    ///
    /// - Parameters:
    ///   - metadata: The metadata.
    ///   - limit: The brokers' limit, `nil` when it is not known.
    /// - Returns: The finding, and it in words.
    static func flaw(of metadata: OffsetMetadata, limit: Int?) -> (finding: Finding, reason: String)? {
        let text = metadata.text
        let longest = limit ?? usual
        // A text never has more UTF-16 units than UTF-8 bytes, and counting the latter costs nothing.
        if text.utf8.count > longest {
            let units = text.utf16.count
            if units > longest {
                let known = "the brokers accept \(longest) (offset.metadata.max.bytes)"
                let unknown =
                    "brokers accept \(usual) by default (offset.metadata.max.bytes); these do not tell theirs, so give "
                    + "it with --metadata-limit if it is higher"
                return (
                    .metadataTooLarge,
                    "the metadata has \(units) UTF-16 units, and \(limit == nil ? unknown : known)"
                )
            }
        }
        if text.utf8.count > Self.longest {
            return (
                .metadataTooLarge,
                "the metadata has \(text.utf8.count) bytes, and no string of Kafka's protocol has more than \(Self.longest)"
            )
        }
        if text.utf8.contains(0) {
            return (.metadataNotWritable, "the metadata holds a NUL character, at which librdkafka would cut it off")
        }
        return nil
    }
}
