import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// Which clusters the names of a configuration stand for.
struct ClusterNamesTests {
    private static let moment = Timestamp(nanoseconds: 1_763_700_000_000_000_000)

    @Test func `a name stands for the cluster it was first used for, with the time`() throws {
        let scratch = try ScratchDirectory()
        let names = ClusterNames(of: scratch.path)
        #expect(try names.tie(of: "prod") == nil)
        #expect(try scratch.names(in: ".") == [])
        #expect(try names.set("prod", to: "a", at: Self.moment) == nil)
        let tie = ClusterNames.Tie(id: "a", since: Self.moment)
        #expect(try names.set("prod", to: "a") == tie)
        #expect(try names.set("prod", to: "b") == tie)
        #expect(try ClusterNames(of: scratch.path).tie(of: "prod") == tie)
        #expect(try names.tie(of: "staging") == nil)
        #expect(scratch.mode("clusters.sqlite") == 0o640)
    }

    @Test func `another cluster takes a name when that is said, and keeps it`() throws {
        let scratch = try ScratchDirectory()
        let names = ClusterNames(of: scratch.path)
        try names.set("prod", to: "a", at: Self.moment)
        #expect(try names.set("prod", to: "b", replacing: true)?.id == "a")
        #expect(try names.tie(of: "prod")?.id == "b")
        #expect(try names.set("prod", to: "b", replacing: true)?.id == "b")
        #expect(try names.set("prod", to: "a", replacing: true)?.id == "b")
        #expect(try names.tie(of: "prod")?.id == "a")
    }

    @Test func `what a killed writer has left is no obstacle`() throws {
        let scratch = try ScratchDirectory()
        let names = ClusterNames(of: scratch.path)
        try names.set("prod", to: "a")
        try scratch.write(Data(repeating: 0x5a, count: 600), to: "clusters.sqlite-journal")
        #expect(try names.tie(of: "prod")?.id == "a")
        try scratch.write(Data(), to: "clusters.sqlite")
        #expect(try names.tie(of: "prod") == nil)
        #expect(try names.set("prod", to: "b") == nil)
    }

    @Test func `names are compared byte by byte`() throws {
        let scratch = try ScratchDirectory()
        let names = ClusterNames(of: scratch.path)
        try names.set("prod", to: "a")
        #expect(try names.tie(of: "Prod") == nil)
        #expect(try names.tie(of: "prod ") == nil)
    }

    @Test func `of many who use a name for the first time at once, one decides`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let names = ClusterNames(of: path)
                    let earlier = try names.set("prod", to: "c-\(number)")
                    return earlier?.id ?? "c-\(number)"
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(found.count == 1)
        #expect(try ClusterNames(of: path).tie(of: "prod")?.id == found.first)
    }

    @Test(arguments: [
        ("garbage", TidemarkError.Code.damagedDatabase), ("directory", .notADatabase), ("newer", .newerSchema),
    ])
    func `a file that cannot be read is said to be one, and is left alone`(
        _ mishap: String,
        _ code: TidemarkError.Code
    ) throws {
        let scratch = try ScratchDirectory()
        let names = ClusterNames(of: scratch.path)
        switch mishap {
        case "garbage": try scratch.write(Data(repeating: 0x55, count: 8_192), to: "clusters.sqlite")
        case "directory":
            try FileManager.default.createDirectory(
                atPath: scratch.file("clusters.sqlite"),
                withIntermediateDirectories: false
            )
        default:
            try names.set("prod", to: "a")
            // The version of the schema, in the header of every SQLite database (file format, offset 60).
            var bytes = try scratch.bytes("clusters.sqlite")
            bytes[63] = 99
            try scratch.write(bytes, to: "clusters.sqlite")
        }
        let error = #expect(throws: TidemarkError.self) { try names.tie(of: "prod") }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.message.contains("clusters.sqlite") == true)
        #expect(throws: TidemarkError.self) { try names.set("prod", to: "b") }
    }
}
