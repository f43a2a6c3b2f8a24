/// Finds the offset of one log that stands for an offset of another, by times and contents of their records.
///
/// What is promised: of the records at or behind the source's offset, those that the target has are at or behind the offset that
/// is found, or a finding says that this is not certain. It rests on three things. The target has the records of a partition in
/// the order of the source. Its bounds were read after the offset and before the source's bounds, so that no record came to the
/// target unseen. And no record that was consumed already comes to it later, where one of those that follow is there.
///
/// The first offset at or after the *earliest* time of the records that follow is where those may begin, whatever the order of
/// their times. Where the very record is found behind it, and is no copy of another one, that is the place.
public struct LogTranslation: Hashable, Sendable {
    /// So many offsets before a position are looked at, for the last record before it.
    public static let lookBack: Int64 = 100
    /// Where the times of records are not kept, so many have to follow one another in both logs.
    private static let shortestRun = 2

    /// The offset in the source.
    public let committed: Int64
    /// The source's log.
    public let source: LogBounds
    /// The target's log, read before the source's.
    public let target: LogBounds

    /// A question.
    public init(of committed: Int64, source: LogBounds, target: LogBounds) {
        self.committed = committed
        self.source = source
        self.target = target
    }

    /// Where the records that follow begin in the source: the nearest offset in its log.
    public var position: Int64 { max(source.start, min(committed, source.end)) }

    /// From where on the source is to be read.
    public var readingStart: Int64 { max(source.start, position - Self.lookBack) }

    /// The earliest time of the records that follow, as far as they were read.
    ///
    /// - Returns: `nil` where none follows, and where one of them has no time; then no question by time helps.
    public func earliestTime(in window: RecordWindow) -> Timestamp? {
        var earliest: Timestamp?
        for record in window.records(from: position) {
            guard let time = record.time else { return nil }
            earliest = earliest.map { min($0, time) } ?? time
        }
        return earliest
    }

    /// From where on the target is to be read.
    ///
    /// - Parameter since: The first offset at or after the earliest time, `nil` where no record is as young or none was asked for.
    /// - Returns: An offset of the target's log, some before the place that is looked for.
    public func targetReadingStart(since: Int64?) -> Int64 {
        max(target.start, place(of: since) - Self.lookBack)
    }

    /// The offset, and what is known of it.
    ///
    /// - Parameters:
    ///   - window: The source from ``readingStart`` on; it has the record at the position, where there is one.
    ///   - since: The target's first offset at or after the earliest time.
    ///   - found: The target from ``targetReadingStart(since:)`` on.
    /// - Returns: What is to be written.
    public func offset(from window: RecordWindow, since: Int64?, in found: RecordWindow) -> TranslatedOffset {
        let wanted = window.records(from: position)
        guard let first = wanted.first else { return atEnd(after: window.records, found) }
        guard let earliest = earliestTime(in: window) else {
            return translated(
                to: target.start,
                .start,
                again: nil,
                .init(
                    finding: .recordWithoutTime,
                    reason: "a record behind the source's offset \(committed) has no time to look for"
                )
            )
        }
        let place = place(of: since)
        let isWhole = (source: window.reached >= source.end, target: found.reached >= target.end)
        let (before, behind) = (found.records(before: place), found.records(from: place))
        let old = window.records(before: position)
        var match = RecordMatch(wanted, behind, after: old, keepsTimes: !behind.contains { $0.clock == .broker })
        if match.first == nil, match.keepsTimes {
            let other = RecordMatch(wanted, behind, after: old, keepsTimes: false)
            if other.first != nil { match = other }
        }
        let anchor = match.anchor(shortestRun: match.keepsTimes ? 1 : min(Self.shortestRun, wanted.count))
        let rest = Array(behind[(anchor ?? 0)...])
        let unread = isWhole.target ? 0 : max(0, target.end - max(found.reached, place))
        let again = match.isCertain ? Int64(match.surplus(of: rest)) + unread : nil
        let isSameCount = isWhole.source && isWhole.target && rest.count == wanted.count
        if let anchor {
            let isSame = isSameCount && match.run(from: anchor) == wanted.count
            return translated(to: behind[anchor].offset, isSame ? .sameRecords : .sameRecord, again: again, nil)
        }
        let hasKey = first.key != nil && rest.first?.key == first.key
        return translated(
            to: place,
            hasKey ? .sameKey : isSameCount ? .sameCount : .time,
            again: again,
            remark(of: match, earliest, since: since, before, rest, isWhole: isWhole.source)
        )
    }

    private func place(of since: Int64?) -> Int64 {
        max(target.start, min(since ?? target.end, target.end))
    }

    /// What has to be known of an offset that was found by time.
    private func remark(
        of match: RecordMatch,
        _ earliest: Timestamp,
        since: Int64?,
        _ before: [LogRecord],
        _ rest: [LogRecord],
        isWhole: Bool
    ) -> TranslatedOffset.Remark? {
        let place = place(of: since)
        if !match.keepsTimes {
            return .init(
                finding: .maySkipRecords,
                reason:
                    "the target's records have other times, and that at the source's offset \(committed) was not found"
            )
        }
        if match.first == nil, before.contains(where: match.holds) {
            return .init(
                finding: .maySkipRecords,
                reason: "the target has records that follow at the source under an earlier time"
            )
        }
        if place == target.start, let oldest = rest.first, let time = oldest.time, time > earliest,
            target.start > 0 || oldest.offset == 0
        {
            return .init(
                finding: .belowLogStart,
                reason:
                    "the record of \(earliest) is older than the target's log, which starts at \(place) with \(time)"
            )
        }
        if place == target.end {
            return .init(
                finding: .noRecordSince,
                reason: "no record is as late as \(earliest): the end of the log"
            )
        }
        guard match.first == nil, !isWhole else { return nil }
        return .init(
            finding: .maySkipRecords,
            reason:
                "none of the records that follow was found, and not all of them could be looked at for an earlier time"
        )
    }

    /// The end, for a source behind whose offset there is no record.
    private func atEnd(after consumed: [LogRecord], _ found: RecordWindow) -> TranslatedOffset {
        let isSame = consumed.last.map { last in
            // A copy of it further to the front would show nothing.
            consumed.count { $0.content == last.content } == 1
                && found.records.contains {
                    $0.content == last.content && ($0.clock == .broker || $0.time == last.time)
                }
        }
        // Of a log that never had a record nothing was consumed.
        let isKnown = isSame == true || source.end == 0
        return translated(to: target.end, isSame == true ? .sameEnd : .end, again: isKnown ? 0 : nil, nil)
    }

    private func translated(
        to offset: Int64,
        _ exactness: Translation.Exactness,
        again: Int64?,
        _ remark: TranslatedOffset.Remark?
    ) -> TranslatedOffset {
        TranslatedOffset(
            offset: offset,
            translation: Translation(sourceOffset: committed, exactness: exactness, again: again),
            remark: outside.map { outside in
                // That no record is as young stops nothing, and this does.
                .init(finding: .outsideSourceLog, reason: outside + (remark.map { "; \($0.reason)" } ?? ""))
            } ?? remark
        )
    }

    /// Why the source has no record at the offset, `nil` where it may have one.
    private var outside: String? {
        if committed < source.start {
            return "the source's log starts at \(source.start), and offset \(committed) is gone; by its first record"
        }
        guard committed > source.end else { return nil }
        return "the source's log ends at \(source.end), before offset \(committed); by its end"
    }
}
