import FoundationEssentials
import Offsets
import Store

/// What an operator names as a snapshot: one of the store, or a snapshot's file from anywhere.
enum NamedSnapshot {
    /// One of the store.
    case stored(SnapshotReference)
    /// A file, read whole and verified.
    case file(UnstoredSnapshot)

    /// A path has a slash, or the ending of a snapshot's file; no id has either, and a time, whose zone may have a slash, begins
    /// with an @.
    static func isFile(_ text: String) -> Bool {
        !text.hasPrefix("@") && (text.contains("/") || text.hasSuffix(UnstoredSnapshot.ending))
    }

    /// What the operator typed; before a store is opened, so that a mistake changes nothing.
    ///
    /// - Throws: exit 64 when it makes no sense, or is no regular file, 66 when there is no such file, 65 when it is damaged,
    ///   78 for a newer format, 74 or 77 when it cannot be read.
    init(_ text: String, _ context: CommandContext) throws(TidemarkError) {
        self =
            Self.isFile(text)
            ? .file(try UnstoredSnapshot(file: text)) : .stored(try SnapshotArgument.reference(text, context))
    }

    /// Whether it is a file, and no store is needed for it.
    var isFile: Bool {
        if case .file = self { true } else { false }
    }
}

extension UnstoredSnapshot {
    /// The path of the file from wherever it is read again.
    var absolutePath: String {
        let path = stored.file
        return path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    /// Refuses a file of another cluster than the one that is named.
    ///
    /// - Parameter cluster: The id or name of a cluster; `nil` for any.
    /// - Throws: `wrong-cluster` (exit 79).
    func refuse(otherThan cluster: String?) throws(TidemarkError) {
        guard let cluster, !stored.cluster.isCalled(cluster) else { return }
        throw TidemarkError(
            .wrongCluster,
            "\(stored.file) is a snapshot of cluster \(Cell.cluster(stored.cluster)), and not of \(cluster)",
            hint: "Leave out --cluster: the file says whose offsets it has."
        )
    }
}
