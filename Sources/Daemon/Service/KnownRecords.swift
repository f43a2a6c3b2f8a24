import Offsets
import Store

/// What the daemon knows of the records of its jobs: read again when somebody has changed them, and written to.
///
/// A failure is told once when it begins and once when it ends; meanwhile the daemon goes on by what it has in memory.
struct KnownRecords {
    /// What was read last, by the job's name.
    private(set) var all: [String: JobRecord] = [:]

    private let records: JobRecords
    private let tell: @Sendable (DaemonEvent) -> Void
    private var stamp: FileStamp?
    private var isFailing = false

    init(_ records: JobRecords, tell: @escaping @Sendable (DaemonEvent) -> Void) {
        self.records = records
        self.tell = tell
    }

    /// Whether the file is another than the one that was read last.
    var areOutdated: Bool { records.stamp() != stamp }

    /// Reads the records, or begins them anew where they are damaged.
    mutating func read() async {
        let found = records.stamp()
        do throws(TidemarkError) {
            all = try await records.all()
            stamp = found
        } catch {
            guard error.exitCode == .damagedData, let flaw = try? await records.prepare() else {
                stamp = found
                return note(error)
            }
            tell(.recordsLost(flaw))
            all = [:]
            stamp = nil
        }
    }

    /// Writes to the records.
    mutating func remember(_ write: (JobRecords) async throws(TidemarkError) -> Void) async {
        do throws(TidemarkError) {
            try await write(records)
            if isFailing { tell(.recordsWork) }
            isFailing = false
        } catch {
            note(error)
        }
    }

    /// Takes that they could not be read or written.
    mutating func note(_ failure: TidemarkError) {
        if !isFailing { tell(.recordsFailing(failure)) }
        isFailing = true
    }
}
