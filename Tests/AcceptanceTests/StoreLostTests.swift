import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// The lines of `docs/store-lost.md` that copy a store elsewhere and put it back, typed into a shell.
///
/// The directory of the store and the other host are directories of the test. What needs a daemon, another account or another
/// host is a function of the shell: `sudo` does what it is given, `systemctl` and `chown` nothing, and `rsync` copies.
@Suite(.serialized)
struct StoreLostTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/store-lost.md")
    private static let mark = "<!-- Tests/AcceptanceTests/StoreLostTests.swift runs these lines. -->\n"
    private static let end = "<!-- end of the lines -->"
    private static let systemStore = "/var/lib/tidemark"
    private static let otherHost = "backup-host:tidemark/"

    /// The lines of the marked parts of the page, each part for itself.
    private static func parts() throws -> [String] {
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.components(separatedBy: mark).dropFirst().map { part in
            part.components(separatedBy: end)[0].split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .joined(separator: "\n")
        }
    }

    /// What stands in for the rest of the machine.
    private static func surroundings(_ user: User) -> String {
        """
        set -eu
        sudo() { "$@"; }
        systemctl() { :; }
        chown() { :; }
        rsync() {
            left_out=
            while :; do
                case $1 in
                -a) shift ;;
                --exclude) left_out="$left_out $2"; shift 2 ;;
                *) break ;;
                esac
            done
            mkdir -p "$2"
            if [ -d "$1" ]; then
                (cd "$1" && find . -type f) | while read -r file; do
                    case " $left_out " in *" ${file#./} "*) continue ;; esac
                    mkdir -p "$(dirname "$2/$file")"
                    cp -pf "$1/$file" "$2/$file"
                done
            else
                cp -pf "$1" "$2"
            fi
        }
        tidemark() { '\(BuiltProgram.path)' "$@"; }
        export TIDEMARK_STORE='\(user.store.directory)' TIDEMARK_BOOTSTRAP_SERVER='\(user.cluster.bootstrapServers)'

        """
    }

    @Test(.needs("sqlite3"), arguments: TestCluster.all.prefix(1))
    func `a store that was copied and put back by the lines of the page has its snapshots and its runs`(
        _ cluster: TestCluster
    ) async throws {
        let parts = try Self.parts()
        try #require(parts.count == 2, "one part copies the store, one puts it back")
        let scratch = try ScratchDirectory(named: "tidemark-lost")
        let user = User(cluster)
        func type(_ lines: String) async throws {
            let lines = lines.replacing(Self.systemStore, with: user.store.directory)
                .replacing(Self.otherHost, with: scratch.file("copy/"))
                .replacing("/var/tmp/", with: scratch.file(""))
            try await cluster.withoutOtherRestores {
                _ = try await Program.run("bash", ["-c", Self.surroundings(user) + lines])
            }
        }
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let taken = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let restored = try await user.run("restore", taken.snapshot.id, "--yes")
            #expect(restored.exitCode == .done, "\(restored)")
            let snapshots = user.store.snapshots
            let runs = try await user.run("runs", "--json").output

            try await type(parts[0])
            try FileManager.default.removeItem(atPath: user.store.directory)
            try FileManager.default.createDirectory(atPath: user.store.directory, withIntermediateDirectories: true)
            try await type(parts[1])

            #expect(user.store.snapshots == snapshots)
            #expect(try await user.run("runs", "--json").output == runs)
            #expect(try await user.run("verify").exitCode == .done)
        }
    }
}
