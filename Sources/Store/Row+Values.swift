import Offsets
import SQLite

/// How columns become values; what makes no sense is damage and never a default.
extension Row {
    /// A value of a closed set by its name.
    func decoded<Value: RawRepresentable<String>>(_ column: Int32) throws(SQLiteError) -> Value {
        let text = try text(column)
        guard let value = Value(rawValue: text) else {
            throw SQLiteError(.damaged, "\"\(text)\" is no \(Value.self)")
        }
        return value
    }

    /// An integer of a smaller type.
    func number<Number: FixedWidthInteger>(_ column: Int32) throws(SQLiteError) -> Number {
        let wide = try integer(column)
        guard let number = Number(exactly: wide) else {
            throw SQLiteError(.damaged, "\(wide) is no \(Number.self)")
        }
        return number
    }

    /// A SHA-256 digest.
    func digest(_ column: Int32) throws(SQLiteError) -> ContentDigest {
        guard let digest = try withBlob(column, { ContentDigest(bytes: $0) }) else {
            throw SQLiteError(.damaged, "a digest of a wrong length")
        }
        return digest
    }

    /// A selection, of everything where the column is NULL.
    func selection(_ column: Int32) throws(SQLiteError) -> Selection {
        guard let text = try optionalText(column) else { return Selection() }
        guard let selection = SelectionText.selection(of: text) else {
            throw SQLiteError(.damaged, "\"\(text)\" is no selection")
        }
        return selection
    }

    /// Offset, leader epoch and metadata from three columns; `nil` where the offset is NULL.
    func offset(_ column: Int32, of partition: TopicPartition) throws(SQLiteError) -> CommittedOffset? {
        guard let offset = try optionalInteger(column) else { return nil }
        return CommittedOffset(
            partition,
            offset: offset,
            leaderEpoch: isNull(column + 1) ? nil : try number(column + 1),
            metadata: OffsetMetadata(try text(column + 2))
        )
    }
}
