import Daemon
import Foundation
import Offsets
import Settings
import Testing

/// Where pings go, from files as an operator makes them.
struct PingAddressTests {
    /// A directory with a file of this content and mode, named `url`.
    private final class Scene: Sendable {
        let directory: String
        var path: String { "\(directory)/url" }

        init(_ content: String, mode: Int = 0o600) throws {
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent("ping-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            self.directory = directory.path
            try Data(content.utf8).write(to: directory.appendingPathComponent("url"))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }
    }

    @Test func `an address is read from a file of its owner, or from a credential`() throws {
        let scene = try Scene("https://hc.example/secret\n")
        _ = try PingAddress.read(.file(scene.path), of: "nightly", credentials: nil)
        _ = try PingAddress.read(.credential("url"), of: "nightly", credentials: scene.directory)
    }

    @Test(arguments: ["", "\n", "hc.example/secret", "http://hc.example/secret", "https://hc.example/secret\nmore"])
    func `what is no address is an error that names the job, and never the address`(content: String) throws {
        let scene = try Scene(content)
        for source in [CredentialReference.file(scene.path), .credential("url")] {
            let error = #expect(throws: TidemarkError.self) {
                try PingAddress.read(source, of: "nightly", credentials: scene.directory)
            }
            #expect(error?.code == .badSecretFile)
            #expect(error.map { "\($0)" }?.contains("secret") == false)
        }
    }

    @Test func `a file that others can read is refused`() throws {
        let scene = try Scene("https://hc.example/secret", mode: 0o644)
        let error = #expect(throws: TidemarkError.self) {
            try PingAddress.read(.file(scene.path), of: "nightly", credentials: nil)
        }
        #expect(error?.code == .badSecretFile && error?.message.contains("0644") == true)
    }

    @Test func `a credential that is not there is an error that does not show its name`() {
        for directory in [nil, "/nowhere"] {
            let error = #expect(throws: TidemarkError.self) {
                try PingAddress.read(.credential("secret-name"), of: "nightly", credentials: directory)
            }
            #expect(error?.code == .badSecretFile && error.map { "\($0)" }?.contains("secret-name") == false)
        }
    }
}
