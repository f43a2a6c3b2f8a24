import FoundationEssentials
import Glibc
import Offsets
import Testing

@testable import SnapshotFormat

/// `scripts/read-snapshot`, and what it has to print.
enum IndependentReader {
    private static let script = Repository.path("scripts/read-snapshot")

    static let canRun =
        run("python3 -c 'import zstandard' 2>/dev/null || { python3 --version && zstd --version; } 2>/dev/null")
        .status == 0

    /// The lines that it prints of a file, the members of each in alphabetical order.
    static func read(_ path: String, _ arguments: String = "") throws -> [String] {
        let sorted =
            "import json,sys\nfor l in sys.stdin: print(json.dumps(json.loads(l),sort_keys=True,ensure_ascii=False))"
        let (status, output) = run("'\(script)' '\(path)' \(arguments) | python3 -X utf8 -c '\(sorted)'")
        try #require(status == 0)
        return output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it says that a file is none.
    static func refuses(_ path: String) -> Bool {
        run("'\(script)' '\(path)' 2>/dev/null").status != 0
    }

    /// The lines that it has to print of a snapshot.
    static func lines(of decoded: DecodedSnapshot, signatures: String = "[]") -> [String] {
        let snapshot = decoded.snapshot
        let about = Self.object([
            "major": "\(decoded.formatMajor)", "minor": "\(decoded.formatMinor)", "digest": text("\(decoded.digest)"),
            "offsetsDigest": text("\(decoded.offsetsDigest)"), "origin": origin(snapshot.origin),
            "coverage": coverage(snapshot.coverage), "signatures": signatures,
        ])
        let topics = snapshot.topics.map { topic in
            let bounds = topic.bounds.sorted { $0.key < $1.key }.map { partition, bounds in
                object(["partition": "\(partition)", "start": "\(bounds.start)", "end": "\(bounds.end)"])
            }
            return object([
                "topic": text(topic.topic), "id": text(topic.id?.description),
                "partitionCount": number(topic.partitionCount), "bounds": list(bounds),
            ])
        }
        let groups = snapshot.groups.map { group in
            var type = group.type.rawValue
            if case .classicOf = group.type { type = "Classic" }
            return object([
                "group": text(group.group.name), "state": text(group.state.rawValue), "type": text(type),
                "protocolType": text(group.protocolType), "rows": "\(group.offsets.count)",
            ])
        }
        return [about] + topics + groups + snapshot.groups.flatMap(rows(of:))
    }

    /// The lines of a group's offsets.
    static func rows(of group: GroupOffsets) -> [String] {
        group.offsets.enumerated().map { index, offset in
            let times = group.times.isEmpty ? OffsetTimes() : group.times[index]
            return object([
                "group": text(group.group.name), "topic": text(offset.topic), "partition": "\(offset.partition)",
                "offset": "\(offset.offset)", "leaderEpoch": number(offset.leaderEpoch),
                "metadata": text(offset.metadata.text), "committed": number(times.committed),
                "record": number(times.record),
            ])
        }
    }

    private static func origin(_ origin: SnapshotOrigin) -> String {
        let selection = origin.selection
        return object([
            "clusterID": text(origin.cluster.id), "clusterName": text(origin.cluster.name),
            "bootstrapServers": text(origin.bootstrapServers), "startedAt": "\(origin.startedAt.nanoseconds)",
            "finishedAt": "\(origin.finishedAt.nanoseconds)", "tidemarkVersion": text(origin.tidemarkVersion),
            "client": text(origin.client), "principal": text(origin.principal),
            "job": text(origin.job), "note": text(origin.note), "suspicion": text(origin.suspicion),
            "importedFrom": text(origin.importedFrom), "previousDigest": text(origin.previousDigest?.description),
            "tags": texts(origin.tags), "groups": texts(selection.groups),
            "excludedGroups": texts(selection.excludedGroups), "topics": texts(selection.topics),
            "excludedTopics": texts(selection.excludedTopics),
            "partitions": list(selection.partitions.map(String.init)),
        ])
    }

    private static func coverage(_ coverage: Coverage) -> String {
        let states: [Visibility.State] = [.unknown, .all, .limited]
        let kinds: [Visibility.Limit.Kind] = [.listing, .groups, .topics]
        let view = coverage.visibility
        return object([
            "listed": "\(coverage.listed)", "selected": "\(coverage.selected)", "captured": "\(coverage.captured)",
            "failed": list(coverage.failed.map(failure)), "unreadableBrokers": texts(coverage.unreadableBrokers),
            "unreadablePartitions": list(
                coverage.unreadablePartitions.map { failure in
                    object([
                        "topic": text(failure.topicPartition.topic),
                        "partition": "\(failure.topicPartition.partition)", "code": text(failure.code),
                        "reason": text(failure.reason),
                    ])
                }
            ),
            "offsetsPartitionCount": number(coverage.offsetsPartitionCount),
            "offlineOffsetsPartitions": list(coverage.offlineOffsetsPartitions.map(String.init)),
            "view": number(states.firstIndex(of: view.state)), "isAccepted": "\(view.isAccepted)",
            "limits": list(
                view.limits.map { limit in
                    object([
                        "kind": number(kinds.firstIndex(of: limit.kind)), "reason": text(limit.reason),
                        "names": texts(limit.names),
                    ])
                }
            ),
            "unsupported": list(coverage.unsupported.map(failure)),
            "negativeOffsets": list(
                coverage.negativeOffsets.map { held in
                    object([
                        "group": text(held.group.name), "topic": text(held.topicPartition.topic),
                        "partition": "\(held.topicPartition.partition)", "offset": "\(held.offset)",
                    ])
                }
            ),
            "openRuns": texts(coverage.openRuns),
        ])
    }

    private static func failure(_ failure: GroupFailure) -> String {
        object(["group": text(failure.group.name), "code": text(failure.code), "reason": text(failure.reason)])
    }

    private static func object(_ members: [String: String]) -> String {
        "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }

    private static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }

    private static func texts(_ texts: [String]) -> String { list(texts.map { text($0) }) }

    private static func number(_ number: (some BinaryInteger)?) -> String { number.map { "\($0)" } ?? "null" }

    /// A text as Python writes it.
    private static func text(_ text: String?) -> String {
        guard let text else { return "null" }
        let scalars = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case "\t": return "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return String(scalar)
            }
        }
        return "\"" + scalars.joined() + "\""
    }

    private static func run(_ command: String) -> (status: Int32, output: [UInt8]) {
        guard let pipe = unsafe popen(command, "r") else { return (-1, []) }
        var output: [UInt8] = []
        var byte = unsafe getc(pipe)
        while byte != EOF {
            output.append(UInt8(truncatingIfNeeded: byte))
            byte = unsafe getc(pipe)
        }
        return (unsafe pclose(pipe), output)
    }
}
