import Offsets
import SnapshotFormat

/// Where everything of a store lies.
struct StoreLayout: Hashable, Sendable {
    /// Directories of the store: for the owner, and readable by the group.
    static let directoryMode: UInt32 = 0o750
    /// Files that are written again: catalog, journal, locks.
    static let fileMode: UInt32 = 0o640
    /// A snapshot that is complete: nobody writes it again.
    static let snapshotMode: UInt32 = 0o440
    /// What follows a snapshot's name while its file is being written.
    static let temporaryMark = ".tmp"

    /// What follows an id in the name of the file of its marks.
    private static let marksEnding = ".marks"

    /// The store's directory, without a slash at the end.
    let directory: String

    init(_ directory: String) {
        var path = Substring(directory)
        while path.count > 1, path.last == "/" { path.removeLast() }
        self.directory = String(path)
    }

    var snapshots: String { "\(directory)/snapshots" }
    /// Snapshots that were removed and can be had back for a time.
    var trash: String { "\(directory)/trash" }
    var catalog: String { "\(directory)/catalog.sqlite" }
    var journal: String { "\(directory)/journal.sqlite" }
    /// An archive of the journal by its name.
    func archive(_ name: String) -> String { "\(directory)/\(name)" }
    /// An archive of the journal while it is being written.
    func temporaryArchive(_ name: String) -> String { "\(directory)/.\(name)\(Self.temporaryMark)" }
    /// Whether the name is that of an archive which was never finished, or of what SQLite keeps beside it.
    static func isTemporaryArchive(_ name: String) -> Bool {
        name.hasPrefix(".journal-") && name.contains(".sqlite\(temporaryMark)")
    }
    /// The lock of whoever changes the directory: commits a snapshot, puts the catalog right.
    var lock: String { "\(directory)/lock" }
    /// The lock of whoever writes to the journal.
    var journalLock: String { "\(directory)/journal.lock" }

    /// Which clusters the names of a configuration stand for.
    var clusterNames: String { "\(directory)/clusters.sqlite" }
    /// What happened last to each job.
    var jobs: String { "\(directory)/jobs.sqlite" }
    /// What verifications have found.
    var verifications: String { "\(directory)/verified.sqlite" }
    /// The lock of the daemon.
    var daemonLock: String { "\(directory)/daemon.lock" }
    /// The lock of who runs a job, whose name is fit for a file's.
    func jobLock(_ job: String) -> String { "\(directory)/job-\(job).lock" }

    /// The file of a snapshot.
    func file(_ id: SnapshotID) -> String { "\(snapshots)/\(id).\(SnapshotFile.fileExtension)" }

    /// What is noted of a snapshot beside its file.
    func marks(_ id: SnapshotID) -> String { "\(snapshots)/\(Self.marksName(id))" }

    /// The name of what is noted of a snapshot.
    static func marksName(_ id: SnapshotID) -> String { "\(id)\(marksEnding)" }

    /// The id in the name of a file of marks, `nil` for any other name.
    static func idOfMarks(named name: String) -> SnapshotID? {
        guard name.hasSuffix(marksEnding), !name.hasPrefix(".") else { return nil }
        return SnapshotID(text: String(name.dropLast(marksEnding.count)))
    }

    /// The file of marks while it is being written.
    func temporaryMarks(_ id: SnapshotID, process: Int32) -> String {
        "\(snapshots)/.\(Self.marksName(id))\(Self.temporaryMark)\(process)"
    }

    /// The file of a snapshot while it is being written; `process` keeps two writers apart even without the lock.
    func temporaryFile(_ id: SnapshotID, process: Int32) -> String {
        "\(snapshots)/.\(id).\(SnapshotFile.fileExtension)\(Self.temporaryMark)\(process)"
    }

    /// The id in the name of a complete snapshot's file, `nil` for any other name.
    static func id(ofFileNamed name: String) -> SnapshotID? {
        let ending = ".\(SnapshotFile.fileExtension)"
        guard name.hasSuffix(ending), !name.hasPrefix(".") else { return nil }
        return SnapshotID(text: String(name[..<name.utf8.index(name.endIndex, offsetBy: -ending.utf8.count)]))
    }

    /// Whether the name is one of ours for a file that was never finished.
    static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".")
            && [".\(SnapshotFile.fileExtension)", marksEnding].contains { name.contains("\($0)\(temporaryMark)") }
    }
}
