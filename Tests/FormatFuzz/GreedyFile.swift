import Offsets

/// Files of about a kilobyte that ask for as much time and memory as a file of this size can.
enum GreedyFile {
    /// As many as one group can have; Zstandard takes 32 768 equal bytes into one.
    private static let mostRows = 1 << 20
    private static let mostBounds = 1 << 22

    /// Every one, by its name; all of them are within the limits of docs/format.md.
    static func all() throws -> [(name: String, file: HandmadeFile)] {
        [
            ("many rows", try rows(groups: 4, text: "", timed: false)),
            ("many rows with times", try rows(groups: 3, text: "", timed: true)),
            ("much metadata", try rows(groups: 1, text: String(repeating: "x", count: 255), timed: false)),
            ("many bounds", try bounds()),
            ("many failed groups", try coverage(failed: 1 << 20, partitions: 0)),
            ("many unreadable partitions", try coverage(failed: 0, partitions: 1 << 20)),
        ]
    }

    private static func empty() throws -> HandmadeFile {
        let origin = SnapshotOrigin(
            cluster: ClusterName(id: "", name: nil),
            bootstrapServers: "",
            startedAt: Timestamp(nanoseconds: 0),
            finishedAt: Timestamp(nanoseconds: 0),
            tidemarkVersion: "",
            client: ""
        )
        let topic = TopicLogs(topic: "t", id: nil, partitionCount: nil, bounds: [:])
        let coverage = Coverage(listed: 0, selected: 0, captured: 0)
        return try HandmadeFile(Snapshot(origin: origin, coverage: coverage, groups: [], topics: [topic]))
    }

    /// Groups with as many rows as one can have, all alike.
    private static func rows(groups: Int, text: String, timed: Bool) throws -> HandmadeFile {
        var file = try empty()
        let count = UInt64(mostRows)
        var content = HandmadeFile.varints(UInt64(groups))
        for group in 0..<groups { content += HandmadeFile.varints(1, UInt64(0x61 + group)) }
        content += [UInt8](repeating: 0, count: 3 * groups)
        for _ in 0..<groups { content += HandmadeFile.varints(count) }
        file.sections[4].content = content
        let times: [UInt8] = timed ? [1] + [UInt8](repeating: 1, count: mostRows) : [0]
        var block =
            HandmadeFile.varints(1, 0, 1, 0, count - 1) + [UInt8](repeating: 0, count: mostRows)
            + HandmadeFile.varints(0, count - 1)
        block +=
            HandmadeFile.varints(UInt64(text.utf8.count)) + Array(text.utf8) + HandmadeFile.varints(count - 1) + times
            + times
        for _ in 0..<groups { file.sections.append(HandmadeFile.Section(type: 6, content: block)) }
        file.makeRight()
        return file
    }

    private static func bounds() throws -> HandmadeFile {
        var file = try empty()
        file.sections[3].content =
            HandmadeFile.varints(1, 0, UInt64(mostBounds) - 1) + [UInt8](repeating: 0, count: 2 * mostBounds)
        file.makeRight()
        return file
    }

    private static func coverage(failed: Int, partitions: Int) throws -> HandmadeFile {
        var file = try empty()
        let partition: [UInt8] = [1, 0x74, 0, 0, 0]
        var content = [0, 0, 0] + HandmadeFile.varints(UInt64(failed)) + [UInt8](repeating: 0, count: 3 * failed)
        content += [0] + HandmadeFile.varints(UInt64(partitions))
        for _ in 0..<partitions { content += partition }
        file.sections[1].content = content + [UInt8](repeating: 0, count: 8)
        file.makeRight()
        return file
    }
}
