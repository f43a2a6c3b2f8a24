/// How offsets of one log become offsets of another.
public enum TranslationMethod: String, Hashable, Sendable, CaseIterable {
    /// They stay as they are: for logs that are known to be the same.
    case offset
    /// By the time of the record at the offset, and by what the records behind it hold.
    case timestamp
}

/// How an offset was found that stands for one of another log.
public struct Translation: Hashable, Sendable {
    /// What shows that the offset is the right one, the most first; the raw values are those of the JSON output.
    public enum Exactness: String, Hashable, Sendable, CaseIterable {
        /// The records behind it are the same in both logs, one after another, all of them.
        case sameRecords = "same-records"
        /// The record at it is the very record: time, key and value.
        case sameRecord = "same-record"
        /// The record at it has the same key.
        case sameKey = "same-key"
        /// As many records are behind it in both logs.
        case sameCount = "same-count"
        /// Its time alone.
        case time
        /// It is the end of both logs, and both end with the same record.
        case sameEnd = "same-end"
        /// It is the end of both logs.
        case end
        /// Nothing: it is the start of the log, because the source's record has no time.
        case start
    }

    /// The offset in the log of the source.
    public let sourceOffset: Int64
    /// What shows that the offset is the right one.
    public let exactness: Exactness
    /// How many records are delivered again at most, `nil` where that is not known.
    public let again: Int64?

    /// A translation.
    public init(sourceOffset: Int64, exactness: Exactness, again: Int64?) {
        self.sourceOffset = sourceOffset
        self.exactness = exactness
        self.again = again
    }

    /// Both in words for an operator.
    var words: String {
        let how =
            switch exactness {
            case .sameRecords: "the same records follow"
            case .sameRecord: "at the very record"
            case .sameKey: "by time, at a record with the same key"
            case .sameCount: "by time, with as many records behind it"
            case .time: "by time alone"
            case .sameEnd: "the end, after the same last record"
            case .end: "the end"
            case .start: "the start"
            }
        let again =
            switch self.again {
            case nil: "how many records are delivered again is not known"
            case 0?: "none is delivered again"
            case 1?: "at most 1 record is delivered again"
            case let many?: "at most \(many) records are delivered again"
            }
        return "\(how); \(again)"
    }
}

/// An offset of another log as an offset of this one.
public struct TranslatedOffset: Hashable, Sendable {
    /// What an operator has to know of it.
    public struct Remark: Hashable, Sendable {
        /// Its kind.
        public let finding: Finding
        /// What it is, in words.
        public let reason: String
    }

    /// The offset in this log.
    public let offset: Int64
    /// How it was found.
    public let translation: Translation
    /// What an operator has to know, `nil` for nothing unusual.
    public let remark: Remark?
}

/// The translations of a plan in numbers.
public struct TranslationSummary: Hashable, Sendable {
    /// How many offsets were translated that are written, or are there already.
    public internal(set) var offsets = 0
    /// Of how many the very record, or the same last record, was found.
    public internal(set) var exact = 0
    /// How many records are delivered again at most, over all offsets of which that is known.
    public internal(set) var again: Int64 = 0
    /// Of how many offsets it is not known.
    public internal(set) var unknown = 0

    /// The sums of a plan; `nil` where it translates nothing.
    public init?(of plan: Plan) {
        for step in plan.steps where step.action == .set || step.action == .keep {
            guard let translation = step.translation else { continue }
            offsets += 1
            if [.sameRecords, .sameRecord, .sameEnd].contains(translation.exactness) { exact += 1 }
            guard let again = translation.again else {
                unknown += 1
                continue
            }
            let (sum, isTooMuch) = self.again.addingReportingOverflow(again)
            self.again = isTooMuch ? .max : sum
        }
        guard offsets > 0 else { return nil }
    }
}
