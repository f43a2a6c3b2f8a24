import FoundationEssentials
import Glibc

/// A directory of its own for one test, removed with everything in it at the end.
struct ScratchDirectory: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tidemark-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A store in it that does not exist yet.
    var store: String { file("store") }

    func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(directory)).sorted()
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: file(name))) }

    func write(_ bytes: Data, to name: String) throws { try bytes.write(to: URL(filePath: file(name))) }

    func mode(_ name: String) -> UInt32? {
        var status = stat()
        return unsafe lstat(file(name), &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
