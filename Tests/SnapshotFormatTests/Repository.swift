import FoundationEssentials

/// Where the sources are.
enum Repository {
    /// The path of a file of the repository.
    static func path(_ relative: String, testFile: String = #filePath) -> String {
        URL(filePath: testFile).deletingLastPathComponent().appending(path: "../../\(relative)").path
    }
}
