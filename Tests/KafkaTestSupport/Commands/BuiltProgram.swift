import Foundation

/// The program under test: the executable that was built together with these tests.
package enum BuiltProgram {
    /// Its path: beside the executable that runs the tests, else where a debug build of this checkout puts it.
    package static let path: String = {
        let candidates = [
            "/proc/self/exe", CommandLine.arguments.first ?? "",
        ].map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent() }
        let usual = checkout.appendingPathComponent(".build/debug")
        let files = (candidates + [usual]).map { $0.appendingPathComponent("tidemark").path }
        return files.first { FileManager.default.isExecutableFile(atPath: $0) } ?? files.last ?? "tidemark"
    }()

    private static let checkout = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
}
