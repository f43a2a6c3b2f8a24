/// A record as far as two logs are compared by it: where it is, its time, and fingerprints of what it holds.
public struct LogRecord: Hashable, Sendable {
    /// Whose clock a record has its time from.
    public enum Clock: Hashable, Sendable {
        /// Its producer's, or that of whoever copied it with its time.
        case producer
        /// The broker's, when the record was appended to this log (`message.timestamp.type=LogAppendTime`).
        case broker
    }

    /// Where it is in its log.
    public let offset: Int64
    /// Its time in whole milliseconds, `nil` where it has none.
    public let time: Timestamp?
    /// Whose clock that is from.
    public let clock: Clock
    /// What stands for its key, `nil` where it has none.
    public let key: RecordFingerprint?
    /// What stands for its key and its value; its headers do not count.
    public let content: RecordFingerprint

    /// A record by its fingerprints.
    public init(
        offset: Int64,
        time: Timestamp?,
        clock: Clock = .producer,
        key: RecordFingerprint?,
        content: RecordFingerprint
    ) {
        self.offset = offset
        self.time = time
        self.clock = clock
        self.key = key
        self.content = content
    }

    /// A record by its bytes; a key or value that is not there is another one than an empty one.
    public init(offset: Int64, time: Timestamp?, clock: Clock = .producer, key: [UInt8]?, value: [UInt8]?) {
        let keyPrint = key.map { RecordFingerprint(of: $0) }
        self.init(
            offset: offset,
            time: time,
            clock: clock,
            key: keyPrint,
            content: RecordFingerprint(of: keyPrint, value.map { RecordFingerprint(of: $0) })
        )
    }
}

/// What stands for bytes, so that not all of them have to be kept: two halves of a keyed hash (SipHash), 128 bits.
///
/// The key is another one in each process, so that nobody can make two texts with the same fingerprint; for the same reason a
/// fingerprint means nothing beyond the process, and is never stored.
public struct RecordFingerprint: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64

    /// The fingerprint of bytes.
    public init(of bytes: [UInt8]) {
        self.init { hasher in
            hasher.combine(bytes.count)
            unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        }
    }

    /// The fingerprint of two in this order, either of which may be missing.
    init(of first: RecordFingerprint?, _ second: RecordFingerprint?) {
        self.init { hasher in
            hasher.combine(first)
            hasher.combine(second)
        }
    }

    private init(_ feed: (inout Hasher) -> Void) {
        func half(_ number: UInt8) -> UInt64 {
            var hasher = Hasher()
            hasher.combine(number)
            feed(&hasher)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }
        first = half(1)
        second = half(2)
    }
}

/// The records of a stretch of a log, as far as it was read.
public struct RecordWindow: Hashable, Sendable {
    /// Where reading began.
    public let start: Int64
    /// Up to where everything was read, exclusive; gaps and transaction markers count as read.
    public let reached: Int64
    /// The records in between, by offset.
    public let records: [LogRecord]

    /// What was read.
    public init(start: Int64, reached: Int64, records: [LogRecord]) {
        self.start = start
        self.reached = reached
        self.records = records
    }

    /// Nothing, read from an offset on.
    public static func empty(at offset: Int64) -> RecordWindow {
        RecordWindow(start: offset, reached: offset, records: [])
    }

    /// The part of it that begins at an offset.
    public func suffix(from offset: Int64) -> RecordWindow {
        guard offset > start else { return self }
        return RecordWindow(start: offset, reached: max(reached, offset), records: records(from: offset))
    }

    /// The records at or behind an offset.
    func records(from offset: Int64) -> [LogRecord] {
        Array(records[place(of: offset)...])
    }

    /// The records before an offset.
    func records(before offset: Int64) -> [LogRecord] {
        Array(records[..<place(of: offset)])
    }

    /// The number of the first record at or behind an offset.
    private func place(of offset: Int64) -> Int { records.firstIndex { $0.offset >= offset } ?? records.endIndex }
}
