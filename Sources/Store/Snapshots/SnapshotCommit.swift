import Glibc
import Offsets

/// The one way a snapshot's file comes into a store: complete under its name, or not at all.
struct SnapshotCommit: Sendable {
    /// Room left beside the image for the catalog's row and its rollback journal.
    private static let reserve = 128 * 1_024
    /// How much is read back at a time.
    private static let chunk = 256 * 1_024

    let layout: StoreLayout
    /// The `errno` that a step fails with in a test; always `nil` in earnest.
    let fault: @Sendable (CommitStep) -> Int32?

    /// Writes the image of a snapshot under its final name, durably.
    ///
    /// - Returns: `false` when the name is taken; nothing was written then.
    /// - Throws: the failed step with exit 73, 74 or 77. Before the name is given, nothing is left behind; a failure
    ///   after that says that the file is complete.
    func write(_ image: [UInt8], id: SnapshotID) throws(TidemarkError) -> Bool {
        try checkFreeSpace(image.count)
        let file = layout.file(id)
        let temporary = layout.temporaryFile(id, process: getpid())
        let descriptor = try step(.create, .create, temporary) { () throws(TidemarkError) in
            try OpenFile.ofStore(temporary, isNew: true)
        }
        do throws(TidemarkError) {
            try step(.write, .write, temporary) { () throws(TidemarkError) in try descriptor.write(image) }
            try step(.synchronize, .synchronize, temporary) { () throws(TidemarkError) in
                try descriptor.synchronize()
            }
            try step(.readBack, .read, temporary) { () throws(TidemarkError) in
                try verify(descriptor, holds: image, path: temporary)
            }
            let isPublished = try step(.publish, .publish, file) { () throws(TidemarkError) in
                try Directory.publish(temporary, as: file)
            }
            guard isPublished else {
                try Directory.remove(temporary)
                return false
            }
        } catch {
            // The file that failed is not worth a second error; the next writer removes it when this cannot.
            try? Directory.remove(temporary)
            throw error
        }
        do throws(TidemarkError) {
            try step(.synchronizeDirectory, .synchronize, layout.snapshots) { () throws(TidemarkError) in
                try Directory.synchronize(layout.snapshots)
            }
            try step(.protect, .protect, file) { () throws(TidemarkError) in
                try descriptor.setMode(StoreLayout.snapshotMode)
            }
        } catch {
            throw TidemarkError(
                error.code,
                "\(error.message); snapshot \(id) is complete, but it may not survive a power cut",
                hint: "Check the file system, then take another snapshot.",
                cause: error
            )
        }
        return true
    }

    private func checkFreeSpace(_ bytes: Int) throws(TidemarkError) {
        let needed = UInt64(bytes + Self.reserve)
        let free = try step(.freeSpace, .measure, layout.snapshots) { () throws(TidemarkError) in
            try Directory.freeBytes(layout.snapshots)
        }
        guard let free, free < needed else { return }
        throw TidemarkError(
            .diskFull,
            "\(layout.snapshots) has \(free) bytes free; the snapshot needs \(needed)",
            hint: "Free space there, or choose another --store."
        )
    }

    private func verify(_ file: borrowing OpenFile, holds image: [UInt8], path: String) throws(TidemarkError) {
        file.forgetCachedPages()
        var offset = 0
        // One byte more than the image would hold is asked for, so a longer file is seen too.
        while offset <= image.count {
            let found = try file.read(Self.chunk, at: offset)
            guard found.elementsEqual(image[offset..<min(offset + Self.chunk, image.count)]) else {
                throw TidemarkError(
                    .readBackDiffers,
                    "\(path) does not hold what was written to it; the disk or its file system is faulty",
                    hint: "Choose another --store and check the disk."
                )
            }
            offset += Self.chunk
        }
    }

    private func step<Result: ~Copyable>(
        _ step: CommitStep,
        _ act: FileAct,
        _ path: String,
        _ body: () throws(TidemarkError) -> Result
    ) throws(TidemarkError) -> Result {
        if let number = fault(step) { throw TidemarkError.system(number, act, path) }
        return try body()
    }
}
