public import Offsets

/// A file of a store that has a snapshot's name and cannot be read as one.
public struct DamagedFile: Hashable, Sendable {
    /// The file, with the path.
    public var file: String
    /// Why, naming the file.
    public var reason: String
    /// The code of a command that needs this file: damaged data, no permission, a newer format.
    public var code: TidemarkError.Code
    /// What the file held when it was last read, `nil` when the catalog does not know.
    public var known: StoredSnapshot?

    /// A file that cannot be read as a snapshot.
    public init(file: String, reason: String, code: TidemarkError.Code, known: StoredSnapshot?) {
        self.file = file
        self.reason = reason
        self.code = code
        self.known = known
    }

    /// The snapshot that its name says it is; nothing vouches for it.
    public var id: SnapshotID? {
        StoreLayout.id(ofFileNamed: file.split(separator: "/").last.map(String.init) ?? file)
    }

    /// Whether it is known to have been imported, and so is never meant by age: its name has the beginning of its digest.
    public var isImported: Bool { known?.isImported ?? false }

    /// Why it cannot be relied on, in a word or two.
    public var state: String {
        switch code.exitCode {
        case .damagedData: "damaged"
        case .configuration: "unknown-format"
        default: "unreadable"
        }
    }
}
