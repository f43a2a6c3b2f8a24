import Glibc
import Offsets
import SnapshotFormat

/// Reads a snapshot's file: all of it, every byte verified, or some groups.
enum StoredSnapshotReader {
    /// The largest file that is read: a hundred times the largest capture known, small enough to fit in memory.
    static let largestFile = 512 * 1_024 * 1_024

    /// The content of a file and its entry.
    ///
    /// - Throws: `damaged-snapshot` (exit 65) when a byte is not what it was, or the file has another snapshot's name;
    ///   what the format says about a newer one; exit 74 or 77 when it cannot be read.
    static func read(_ path: String, id: SnapshotID) throws(TidemarkError) -> (StoredSnapshot, Snapshot) {
        try read(try content(of: path), path, id: id)
    }

    /// The same of the bytes of the file.
    static func read(
        _ bytes: [UInt8],
        _ path: String,
        id: SnapshotID
    ) throws(TidemarkError) -> (StoredSnapshot, Snapshot) {
        let (entry, snapshot) = try decode(bytes, path)
        guard entry.id == id else { throw damaged(path, "it holds snapshot \(entry.id), not what its name says") }
        return (entry, snapshot)
    }

    /// The snapshot in the bytes of a file, and its entry with the id that follows from them.
    ///
    /// - Throws: as ``read(_:id:)``, but for the name.
    static func decode(_ bytes: [UInt8], _ path: String) throws(TidemarkError) -> (StoredSnapshot, Snapshot) {
        let decoded: DecodedSnapshot
        do throws(FormatError) {
            decoded = try SnapshotFile.decode(bytes)
        } catch {
            throw failure(error, path)
        }
        let entry = StoredSnapshot(
            decoded.snapshot,
            id: decoded.id,
            file: path,
            bytes: bytes.count,
            digest: decoded.digest,
            offsetsDigest: decoded.offsetsDigest
        )
        return (entry, decoded.snapshot)
    }

    /// The bytes of a file, each of them verified.
    ///
    /// - Throws: as ``read(_:id:)``, but for the name.
    static func bytes(of path: String) throws(TidemarkError) -> (bytes: [UInt8], digest: ContentDigest) {
        let bytes = try content(of: path)
        do throws(FormatError) {
            return (bytes, try SnapshotFile.verify(bytes))
        } catch {
            throw failure(error, path)
        }
    }

    /// Some groups of a file; what of the file is verified by that, ``SnapshotFile/excerpt(_:of:)`` says.
    ///
    /// - Throws: as ``read(_:id:)``, for what is looked at.
    static func excerpt(
        _ path: String,
        id: SnapshotID,
        of wanted: WantedGroups
    ) throws(TidemarkError) -> SnapshotExcerpt {
        try excerpt(try content(of: path), path, id: id, of: wanted)
    }

    /// The same of the bytes of the file.
    static func excerpt(
        _ bytes: [UInt8],
        _ path: String,
        id: SnapshotID,
        of wanted: WantedGroups
    ) throws(TidemarkError) -> SnapshotExcerpt {
        let excerpt: SnapshotExcerpt
        do throws(FormatError) {
            excerpt = try SnapshotFile.excerpt(bytes, of: wanted)
        } catch {
            throw failure(error, path)
        }
        guard excerpt.id == id else { throw damaged(path, "it holds snapshot \(excerpt.id), not what its name says") }
        return excerpt
    }

    /// Whether one of some keys vouches for the bytes of a file, as ``SnapshotFile/authenticity(_:by:)``.
    ///
    /// - Throws: as ``read(_:id:)``, for what is looked at.
    static func authenticity(
        of bytes: [UInt8],
        _ path: String,
        by keys: [AuthenticationKey]
    ) throws(TidemarkError) -> (digest: ContentDigest, authenticity: Authenticity) {
        do throws(FormatError) {
            return try SnapshotFile.authenticity(bytes, by: keys)
        } catch {
            throw failure(error, path)
        }
    }

    /// The bytes of a file, of which nothing is verified yet.
    ///
    /// - Throws: `damaged-snapshot` (exit 65) for what can be no file of a snapshot; exit 74 or 77 when it cannot be read.
    static func content(of path: String) throws(TidemarkError) -> [UInt8] {
        let file: OpenFile
        do throws(TidemarkError) {
            file = try OpenFile(path, flags: O_RDONLY)
        } catch  where error.code == .notAFile {
            throw damaged(path, "it is \(FileKind.of(path)?.rawValue ?? "something else"), not a file")
        }
        let size = try file.size()
        guard size <= largestFile else { throw damaged(path, "it is larger than any snapshot") }
        let bytes = try file.read(size, at: 0)
        guard bytes.count == size else { throw damaged(path, "it shrank while it was read") }
        return bytes
    }

    /// A file that is not the snapshot it should be.
    static func damaged(_ path: String, _ reason: String) -> TidemarkError {
        TidemarkError(
            .damagedSnapshot,
            "\(path) is damaged: \(reason)",
            hint: "Use another snapshot; `tidemark list` shows them."
        )
    }

    private static func failure(_ error: FormatError, _ path: String) -> TidemarkError {
        switch error.code {
        case .unsupportedVersion:
            TidemarkError(
                .newerFormat,
                "\(path) cannot be read by this Tidemark: \(error.message)",
                hint: "Use the newer Tidemark that wrote it.",
                cause: error
            )
        case .library:
            TidemarkError(.internalError, "\(path): \(error.message)", cause: error)
        case .notASnapshot, .damaged, .tooLarge, .invalidValue: damaged(path, error.message)
        }
    }
}
