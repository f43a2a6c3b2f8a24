import Digest
import Offsets
import Store

/// A file with offsets from elsewhere, read to its end and checked: it becomes a snapshot of the store, or groups are reset to it.
struct ImportedFile {
    /// What is done with it, for messages.
    enum Purpose {
        case importing, resetting
    }

    /// What is in it.
    enum Content {
        /// A snapshot.
        case snapshot(UnstoredSnapshot)
        /// Offsets alone: of which cluster and of when, the file does not say.
        case rows([GroupOffsets], [TopicLogs])
    }

    /// 1 GiB: what a snapshot may hold uncompressed, and a line of 64 bytes for each of its offsets.
    private static let longestTable = 1 << 30
    /// So many bytes tell what a file is.
    private static let beginning = 256

    let form: ImportForm
    let source: ImportSource
    let content: Content

    /// Reads a file; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - form: What it is; `nil` where its beginning tells.
    ///   - group: The group of a file of Kafka's that has one alone and does not name it.
    ///   - purpose: What is done with it. A file that groups are reset to may name its groups where `group` is given, too.
    /// - Throws: `bad-import` (exit 65) naming file and line; `damaged-snapshot` (65) or `newer-format` (78); what reading
    ///   throws.
    init(
        _ path: String,
        as form: ImportForm?,
        ofGroup group: String?,
        for purpose: Purpose = .importing
    ) throws(TidemarkError) {
        var input = try OperatorInput(path, upTo: max(Self.longestTable, UnstoredSnapshot.largest))
        var bytes: [UInt8] = []
        while bytes.count < Self.beginning {
            let piece = try input.next()
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        let (name, form) = (input.name, form ?? ImportForm(beginning: bytes, magic: UnstoredSnapshot.magic))
        self.form = form
        if form == .snapshot {
            let snapshot = try Self.snapshot(bytes, input)
            let stored = snapshot.stored
            let job = stored.job.map { " of job \($0)" } ?? ""
            let before = stored.isImported ? ", itself imported" : ""
            source = ImportSource(name: name, kind: "snapshot \(stored.id)\(job)\(before)", digest: stored.digest)
            content = .snapshot(snapshot)
        } else {
            let (rows, digest) = try Self.rows(bytes, input, form, group, purpose)
            source = ImportSource(name: name, kind: form.rawValue, digest: digest)
            content = .rows(rows.groups, rows.topics)
        }
    }

    private static func snapshot(
        _ beginning: [UInt8],
        _ rest: consuming OperatorInput
    ) throws(TidemarkError) -> UnstoredSnapshot {
        var bytes = beginning
        while true {
            let piece = try rest.next()
            guard !piece.isEmpty else { break }
            bytes += piece
            guard bytes.count <= UnstoredSnapshot.largest else {
                throw TidemarkError(
                    .unusableFile,
                    "\(rest.name) has more than \(UnstoredSnapshot.largest) bytes, and no snapshot is so large"
                )
            }
        }
        return try UnstoredSnapshot(bytes, named: rest.name)
    }

    private static func rows(
        _ beginning: [UInt8],
        _ rest: consuming OperatorInput,
        _ form: ImportForm,
        _ group: String?,
        _ purpose: Purpose
    ) throws(TidemarkError) -> (rows: (groups: [GroupOffsets], topics: [TopicLogs]), digest: ContentDigest) {
        var reader = CommaSeparatedReader()
        var rows = ImportedRows(upTo: SnapshotStore.mostOffsets)
        var hasher = try Self.hasher()
        var unnamed = group
        func add(_ record: CommaSeparatedReader.Record) throws(ImportFlaw) {
            // Kafka's own tool tells the two forms apart by the first line, too.
            if purpose == .resetting, rows.count == 0, record.fields.count != ImportForm.withoutGroup { unnamed = nil }
            if let row = try form.row(record, ofGroup: unnamed) { try rows.add(row) }
        }
        var piece = beginning
        while !piece.isEmpty {
            hasher.update(piece)
            do throws(ImportFlaw) {
                try reader.read(piece, add)
            } catch {
                throw failure(error, rest.name, purpose)
            }
            piece = try rest.next()
        }
        let found: (groups: [GroupOffsets], topics: [TopicLogs])
        do throws(ImportFlaw) {
            try reader.finish(add)
            found = try rows.finish()
        } catch {
            throw failure(error, rest.name, purpose)
        }
        return (found, try finish(hasher))
    }

    private static func hasher() throws(TidemarkError) -> SHA256Hasher {
        do throws(DigestError) {
            return try SHA256Hasher()
        } catch {
            throw TidemarkError(.digest, error.message)
        }
    }

    private static func finish(_ hasher: consuming SHA256Hasher) throws(TidemarkError) -> ContentDigest {
        do throws(DigestError) {
            return try hasher.finish()
        } catch {
            throw TidemarkError(.digest, error.message)
        }
    }

    private static func failure(_ flaw: ImportFlaw, _ name: String, _ purpose: Purpose) -> TidemarkError {
        let place = flaw.line.map { "\(name):\($0)" } ?? name
        return switch purpose {
        case .importing:
            TidemarkError(
                .badImport,
                "\(place): \(flaw.reason); nothing was imported",
                hint: "Correct the file and import it again; --format says what it is meant to be."
            )
        case .resetting:
            TidemarkError(
                .badImport,
                "\(place): \(flaw.reason); nothing was written",
                hint: "Correct the file; its lines are group,topic,partition,offset."
            )
        }
    }
}

extension ImportedFile {
    /// The offsets in a table that groups are reset to, and what its messages call it.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is standard input.
    ///   - group: The group of a file of Kafka's that has one alone and does not name it.
    /// - Returns: The name of the file, and its offsets.
    /// - Throws: `bad-import` (exit 65) naming file and line, and for a snapshot's file; what reading throws.
    static func resets(
        _ path: String,
        ofGroup group: String?
    ) throws(TidemarkError) -> (name: String, groups: [GroupOffsets]) {
        let file = try ImportedFile(path, as: nil, ofGroup: group, for: .resetting)
        switch file.content {
        case .rows(let groups, _): return (file.source.name, groups)
        case .snapshot:
            throw TidemarkError(
                .badImport,
                "\(file.source.name) is a snapshot's file and no table; nothing was written",
                hint: "`tidemark reset --to-snapshot FILE` and `tidemark restore FILE` take it."
            )
        }
    }
}
