import Cluster
import Foundation
import Glibc
import TestSupport
import Testing

/// The file with a token: how it is named, and what is taken for one.
struct TokenFileTests {
    @Test(arguments: [
        ("file:///run/token", "/run/token"), ("FILE:/run/token", "/run/token"),
        ("file://localhost/run/a%20token", "/run/a token"), ("file:///run/%C3%BC", "/run/\u{FC}"),
    ])
    func `a URL of this machine names a path`(_ url: String, _ path: String) throws {
        #expect(try TokenFile(url)?.path == path)
    }

    @Test(arguments: ["https://login/token", "http://login/token", "/run/token", ""])
    func `what is no URL of a file is another client's`(_ url: String) throws {
        #expect(try TokenFile(url) == nil)
    }

    @Test(arguments: [
        "file://other/run/token", "file:token", "file:///a%0", "file:///a%00b", "file:///a%FF", "file://",
    ])
    func `a URL that names no path of this machine is refused`(_ url: String) {
        let error = #expect(throws: KafkaError.self) { try TokenFile(url) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(TokenFile.property) == true)
    }

    @Test func `the token is read anew, without the space around it`() throws {
        let place = try ScratchDirectory()
        let path = "\(place.path)/token"
        let file = try #require(try TokenFile("file://\(path)"))
        for token in ["abc.DEF.123-_~+/==", "other"] {
            try Data("\n \(token)\r\n".utf8).write(to: URL(fileURLWithPath: path))
            #expect(try file.read() == token)
        }
    }

    @Test(arguments: [
        ("", "is empty"), (" \n", "is empty"), ("two tokens", "holds more than a token"), ("a\u{1}b", "holds more"),
        (String(repeating: "a", count: TokenFile.longest + 1), "more than 65536 bytes"),
    ])
    func `what is no token is refused, and the file is named`(_ content: String, _ words: String) throws {
        let place = try ScratchDirectory()
        let path = "\(place.path)/token"
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        let file = try #require(try TokenFile("file://\(path)"))
        let error = #expect(throws: KafkaError.self) { try file.read() }
        #expect(error?.code == .unusableFile)
        #expect(error?.message.contains(path) == true && error?.message.contains(words) == true)
        #expect(content.isEmpty || error?.message.contains(content) == false)
    }

    @Test func `what is no file is refused at once`() throws {
        let place = try ScratchDirectory()
        let pipe = "\(place.path)/pipe"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        for (path, words) in [(pipe, "regular"), (place.path, "regular"), ("\(place.path)/none", "No such file")] {
            let file = try #require(try TokenFile("file://\(path)"))
            let error = #expect(throws: KafkaError.self) { try file.read() }
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test func `a token is not fetched from a server as well`() {
        let configuration = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:9092",
            properties: [
                .init(name: TokenFile.property, value: "file:///token"),
                .init(name: "sasl.oauthbearer.method", value: "oidc"),
            ]
        )
        #expect(throws: KafkaError.self) { try configuration.tokenFile }
    }
}
