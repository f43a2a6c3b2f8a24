import SQLite
import SnapshotFormat

/// The versions of the libraries that a store rests on, as they are loaded.
public enum LibraryVersions {
    /// By the names of the libraries: `sqlite` and `zstd`.
    public static var ofStore: [String: String] {
        ["sqlite": Database.libraryVersion, "zstd": SnapshotFile.zstdVersion]
    }
}
