import CSQLite

/// Values as bytes, for digests: two lists of values have the same bytes exactly when they are the same.
///
/// One byte tells the type; an integer follows as 8 bytes, the highest first, a text or bytes as their length in the same
/// form and themselves.
enum CanonicalValues {
    enum Tag: UInt8 {
        case null, integer, text, blob, real
    }

    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    static func append(_ tag: Tag, _ content: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(tag.rawValue)
        append(Int64(content.count), to: &bytes)
        bytes.append(contentsOf: content)
    }
}

extension Value {
    /// Appends the value in the form in which ``Row/append(_:to:)`` appends a column that holds it.
    public func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(CanonicalValues.Tag.null.rawValue)
        case .integer(let number):
            bytes.append(CanonicalValues.Tag.integer.rawValue)
            CanonicalValues.append(number, to: &bytes)
        case .text(let text): CanonicalValues.append(.text, text.utf8, to: &bytes)
        case .blob(let content): CanonicalValues.append(.blob, content, to: &bytes)
        }
    }
}

extension Row {
    /// Appends columns just as they are stored, damage included: type, length and bytes of each.
    public func append(_ columns: Range<Int32>, to bytes: inout [UInt8]) {
        for column in columns {
            let type = storedType(column)
            if type == SQLITE_NULL {
                bytes.append(CanonicalValues.Tag.null.rawValue)
            } else if type == SQLITE_INTEGER {
                bytes.append(CanonicalValues.Tag.integer.rawValue)
                CanonicalValues.append(storedInteger(column), to: &bytes)
            } else {
                let tag: CanonicalValues.Tag = type == SQLITE_TEXT ? .text : type == SQLITE_BLOB ? .blob : .real
                withStoredBytes(column) { span in
                    unsafe span.withUnsafeBytes { unsafe CanonicalValues.append(tag, $0, to: &bytes) }
                }
            }
        }
    }
}
