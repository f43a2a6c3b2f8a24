import Foundation
import KafkaTestSupport

/// A store of one test in a directory of its own, removed with this value.
final class ScratchStore: Sendable {
    /// The directory; the first command that writes creates it.
    let directory: String

    init() {
        directory =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                TestCluster.uniqueName("tidemark-store")
            ).path
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// The names in the directory of snapshots, sorted; empty when there is none.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/snapshots")) ?? []).sorted()
    }

    /// The names of complete snapshots.
    var snapshots: [String] { names.filter { $0.hasSuffix(".tidemark") && !$0.hasPrefix(".") } }

    /// The names of anything else beside them.
    var leftovers: [String] { names.filter { !snapshots.contains($0) } }
}
