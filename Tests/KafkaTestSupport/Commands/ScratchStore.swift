import Foundation
import TestSupport

/// A store of one test in a directory of its own, removed with this value.
package final class ScratchStore: Sendable {
    private let scratch: ScratchDirectory

    /// The directory; the first command that writes creates it.
    package var directory: String { scratch.path }

    /// A store in a directory that is there, by default that for passing files.
    package init(in parent: String? = nil) {
        scratch = ScratchDirectory(unmade: "tidemark-store", in: parent)
    }

    /// The names in the directory of snapshots, sorted; empty when there is none.
    package var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/snapshots")) ?? []).sorted()
    }

    /// The names of complete snapshots.
    package var snapshots: [String] { names.filter { $0.hasSuffix(".tidemark") && !$0.hasPrefix(".") } }

    /// The names of anything else beside them.
    package var leftovers: [String] { names.filter { !snapshots.contains($0) } }
}
