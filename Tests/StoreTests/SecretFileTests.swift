import Foundation
import Glibc
import Offsets
import Store
import TestSupport
import Testing

/// Secrets in files.
struct SecretFileTests {
    private static let longest = 100

    /// Writes a file with a mode in a directory of its own.
    private static func file(_ content: String, mode: mode_t, _ body: (String) throws -> Void) throws {
        let directory = try ScratchDirectory()
        let path = "\(directory.path)/secret"
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        #expect(unsafe chmod(path, mode) == 0)
        try body(path)
    }

    @Test(
        arguments: [
            ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), ("a\n\n", "a\n"),
            (" a b ", " a b "), ("pässwörd\n", "pässwörd"),
        ],
        [0o600, 0o400] as [mode_t]
    )
    func `a secret is the file without its last newline`(_ sample: (String, String), _ mode: mode_t) throws {
        try Self.file(sample.0, mode: mode) { path in
            let secret = try SecretFile.secret(path, upTo: Self.longest)
            #expect(secret == sample.1)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o601, 0o620] as [mode_t])
    func `a file that others can use is refused, with its mode`(_ mode: mode_t) throws {
        try Self.file("hunter2", mode: mode) { path in
            let error = #expect(throws: TidemarkError.self) { try SecretFile.secret(path, upTo: Self.longest) }
            #expect(error?.exitCode == .configuration)
            #expect(error?.message.contains(path) == true)
            #expect(error?.message.contains("0" + String(mode, radix: 8)) == true)
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test(arguments: ["", "\n", "a\u{0}b", String(repeating: "a", count: 101)])
    func `what cannot be a secret is refused`(_ content: String) throws {
        try Self.file(content, mode: 0o600) { path in
            let error = #expect(throws: TidemarkError.self) { try SecretFile.secret(path, upTo: Self.longest) }
            #expect(error?.exitCode == .configuration)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `only a regular file is read`() throws {
        let directory = try ScratchDirectory()
        let pipe = "\(directory.path)/pipe"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        for path in [pipe, directory.path, "/dev/null", "\(directory.path)/missing"] {
            let error = #expect(throws: TidemarkError.self) { try SecretFile.secret(path, upTo: Self.longest) }
            #expect(error?.exitCode == .configuration)
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test func `settings may be read by others, and it is told`() throws {
        try Self.file("a=b", mode: 0o644) { path in
            let (bytes, mode) = try SecretFile.settings(path, upTo: Self.longest)
            #expect(bytes == Array("a=b".utf8))
            #expect(mode == "0644")
        }
        try Self.file("a=b", mode: 0o600) { path in
            let mode = try SecretFile.settings(path, upTo: Self.longest).openMode
            #expect(mode == nil)
        }
    }
}
