import Offsets
import SnapshotFormat

extension HandmadeFile {
    /// Makes the numbers in the tail and the offsets digest what the contents say, as far as they say anything.
    package mutating func makeRight() {
        if let found = countsOfSections() { counts = found }
        guard let bytes = try? bytes, let excerpt = try? SnapshotFile.excerpt(bytes, of: .all) else { return }
        let snapshot = Snapshot(
            origin: excerpt.origin,
            coverage: excerpt.coverage,
            groups: excerpt.groups,
            topics: excerpt.topics
        )
        if let digest = try? SnapshotFile.offsetsDigest(of: snapshot) { offsetsDigest = digest }
    }

    /// More entries than this no memory holds; a changed file may declare any number of them.
    private static let mostEntries = 1 << 40

    /// How much a file declares (docs/format.md, 2.6).
    package var declaredBytes: Int {
        let entries = [counts.groups, counts.rows, counts.bounds].reduce(0) { $0 + min(max($1, 0), Self.mostEntries) }
        return sections.reduce(0) { $0 + $1.content.count } + 64 * (entries + failureCount)
    }

    /// How many groups and partitions the coverage says could not be read, as far as that can be made out.
    private var failureCount: Int {
        guard var coverage = sections.first(where: { $0.type == 2 }).map({ Cursor(bytes: $0.content) }) else {
            return 0
        }
        for _ in 0..<3 { guard coverage.varint() != nil else { return 0 } }
        guard let groups = coverage.varint(), groups <= UInt64(coverage.left) else { return 0 }
        guard coverage.skipTexts(3 * groups), let brokers = coverage.varint(), brokers <= UInt64(coverage.left),
            coverage.skipTexts(brokers), let partitions = coverage.varint(), partitions <= UInt64(coverage.left)
        else { return Int(groups) }
        return Int(groups + partitions)
    }

    private func countsOfSections() -> Counts? {
        func content(_ type: UInt16) -> Cursor? {
            sections.first { $0.type == type }.map { Cursor(bytes: $0.content) }
        }
        guard var topics = content(3), var bounds = content(4), var groups = content(5),
            let topicCount = topics.varint(), let groupCount = groups.varint(),
            topicCount <= UInt64(topics.left), groupCount <= UInt64(groups.left)
        else { return nil }
        var boundCount: UInt64 = 0
        for _ in 0..<topicCount {
            guard let runs = bounds.varint(), runs <= UInt64(bounds.left) else { return nil }
            for _ in 0..<runs {
                guard bounds.varint() != nil, let length = bounds.varint() else { return nil }
                boundCount &+= length &+ 1
            }
        }
        guard groups.skipTexts(groupCount) else { return nil }
        guard let states = groups.take(groupCount), let types = groups.take(groupCount) else { return nil }
        for code in states + types where code == 255 { guard groups.skipText(less: 0) else { return nil } }
        guard groups.skipTexts(groupCount, less: 1) else { return nil }
        var rowCount: UInt64 = 0
        for _ in 0..<groupCount {
            guard let rows = groups.varint() else { return nil }
            rowCount &+= rows
        }
        return Counts(groups: Int(groupCount), rows: Int(clamping: rowCount), bounds: Int(clamping: boundCount))
    }

    /// Reads a content that may be anything.
    private struct Cursor {
        let bytes: [UInt8]
        var position = 0

        var left: Int { bytes.count - position }

        mutating func varint() -> UInt64? {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while position < bytes.count, shift < 70 {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            return nil
        }

        mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
            guard count <= UInt64(left) else { return nil }
            defer { position += Int(count) }
            return bytes[position..<position + Int(count)]
        }

        mutating func skipTexts(_ count: UInt64, less: UInt64 = 0) -> Bool {
            for _ in 0..<count { guard skipText(less: less) else { return false } }
            return true
        }

        mutating func skipText(less: UInt64) -> Bool {
            guard let length = varint() else { return false }
            return take(length < less ? 0 : length - less) != nil
        }
    }
}
