import Daemon
import Foundation
import Offsets
import Testing

/// The file for node_exporter.
struct MetricsTextfileTests {
    private static func directory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("textfile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }

    @Test func `the file is replaced whole, readable for everybody, without timestamps, with a newline at its end`()
        throws
    {
        let directory = try Self.directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("tidemark.prom")
        try Data("older".utf8).write(to: file)
        let state = try MetricsSample.everything()
        try MetricsTextfile(path: file.path).write(state)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text == MetricsFormat.classic.text(of: state.families))
        #expect(text.hasSuffix("\n") && !text.contains("# EOF"))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") || $0.split(separator: " ").count == 2 })
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o644)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["tidemark.prom"])
    }

    @Test func `a file that cannot be written is an error that names it, and nothing is left behind`() throws {
        let directory = try Self.directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        // A directory has the name: it cannot be replaced by a file.
        let taken = directory.appendingPathComponent("tidemark.prom")
        try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
        let state = try MetricsSample.everything()
        for path in [taken.path, directory.path + "/missing/tidemark.prom"] {
            let error = #expect(throws: TidemarkError.self) { try MetricsTextfile(path: path).write(state) }
            #expect(error?.message.contains("tidemark.prom") == true)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["tidemark.prom"])
    }
}
