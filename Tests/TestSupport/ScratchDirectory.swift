package import FoundationEssentials
import Glibc

/// A directory of its own for one test, removed with everything in it when this value goes.
package struct ScratchDirectory: ~Copyable, Sendable {
    /// Where it is.
    package let path: String

    /// A directory that whoever uses it first makes.
    ///
    /// - Parameters:
    ///   - stem: What its name begins with.
    ///   - parent: Where it is to be, by default where passing files are.
    package init(unmade stem: String, in parent: String? = nil) {
        let place = parent.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        path = place.appending(path: "\(stem)-\(UUID().uuidString)").path
    }

    /// A directory that is there, and empty.
    package init(named stem: String = "tidemark", in parent: String? = nil) throws {
        self.init(unmade: stem, in: parent)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A store in it that does not exist yet.
    package var store: String { file("store") }

    /// What is in it, sorted; nothing where it is not there.
    package var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

    /// What is in one of its directories, sorted.
    package func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(directory)).sorted()
    }

    /// The content of a file.
    package func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: file(name))) }

    /// Writes a file.
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    /// The permissions of a file, `nil` where there is none.
    package func mode(_ name: String) -> UInt32? {
        var status = stat()
        return unsafe lstat(file(name), &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
