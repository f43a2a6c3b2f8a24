import Offsets
import Testing

@testable import Commands

struct StoreDirectoryTests {
    @Test(arguments: [
        (["STATE_DIRECTORY": "/var/lib/tidemark:/var/lib/other", "HOME": "/home/ada"], false, "/var/lib/tidemark"),
        (["STATE_DIRECTORY": "/srv/state", "HOME": "/root"], true, "/srv/state"),
        (["HOME": "/root", "XDG_STATE_HOME": "/x"], true, "/var/lib/tidemark"),
        (["HOME": "/home/ada", "XDG_STATE_HOME": "/x/"], false, "/x/tidemark"),
        (["HOME": "/home/ada", "XDG_STATE_HOME": "relative"], false, "/home/ada/.local/state/tidemark"),
        (["HOME": "/home/ada", "XDG_STATE_HOME": ""], false, "/home/ada/.local/state/tidemark"),
        (["HOME": "/"], false, "//.local/state/tidemark"),
    ])
    func `the first place that applies is taken`(
        environment: [String: String],
        ownsSystemStore: Bool,
        path: String
    ) throws {
        #expect(try StoreDirectory.standard(environment: environment, ownsSystemStore: ownsSystemStore) == path)
    }

    @Test(arguments: [[:], ["HOME": ""], ["HOME": "home"]])
    func `without a home nothing is guessed`(environment: [String: String]) {
        let error = #expect(throws: TidemarkError.self) {
            try StoreDirectory.standard(environment: environment, ownsSystemStore: false)
        }
        #expect(error?.exitCode == .configuration)
    }
}
