/// What Kafka and librdkafka accept as the metadata of an offset.
public enum MetadataLimit {
    /// The longest metadata, in UTF-16 units: the default of the broker's `offset.metadata.max.bytes`, which despite
    /// its name counts the units of a Java string.
    public static let longest = 4_096

    /// Why the metadata could not be written, `nil` when it can.
    static func flaw(of metadata: OffsetMetadata) -> (finding: Finding, reason: String)? {
        let text = metadata.text
        // A text never has more UTF-16 units than UTF-8 bytes, and counting the latter costs nothing.
        if text.utf8.count > longest {
            let units = text.utf16.count
            if units > longest {
                return (
                    .metadataTooLarge,
                    "the metadata has \(units) UTF-16 units and brokers accept \(longest) by default"
                )
            }
        }
        if text.utf8.contains(0) {
            return (.metadataNotWritable, "the metadata holds a NUL character, at which librdkafka would cut it off")
        }
        return nil
    }
}
