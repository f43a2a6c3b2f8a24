import Offsets
import SQLite

/// Reading the catalog whatever has happened to it, and making it what it should be.
extension SnapshotStore {
    private static let damages: Set<SQLiteError.Code> = [.damaged, .mismatch, .notAFile]

    /// What is said of a catalog that is made anew.
    func rebuilt(_ flaw: CatalogFlaw) -> String {
        "\(layout.catalog) \(flaw.words); it is rebuilt from the files"
    }

    /// What the catalog says, for who looks, and why it says nothing where it does not.
    func contentForLooking() throws(TidemarkError) -> (Catalog.Content, CatalogFlaw?) {
        guard FileKind.of(layout.catalog) != nil else { return (Catalog.Content(), .missing) }
        let catalog = Catalog(layout: layout)
        do throws(SQLiteError) {
            let content = try catalog.read(.read)
            return (content, content.isCurrent ? nil : .older)
        } catch  where error.code == .newerSchema {
            throw TidemarkError.database(error, layout.catalog)
        } catch  where Self.damages.contains(error.code) {
            return (Catalog.Content(), .damaged(error))
        } catch {
            // After a writer was killed, SQLite has to write before it can read. Where this may not, the files answer.
            guard error.code == .denied, access != .reading, let content = try? catalog.read(.write) else {
                return (Catalog.Content(), nil)
            }
            return (content, nil)
        }
    }

    /// What the catalog says, for who holds the lock; one that is damaged is out of the way then.
    func contentForWriting() throws(TidemarkError) -> (Catalog.Content, CatalogFlaw?) {
        guard FileKind.of(layout.catalog) != nil else { return (Catalog.Content(), .missing) }
        let catalog = Catalog(layout: layout)
        do throws(SQLiteError) {
            let content = try catalog.read(.write)
            return (content, content.isCurrent ? nil : .older)
        } catch  where Self.damages.contains(error.code) {
            try catalog.setAside()
            return (Catalog.Content(), .damaged(error))
        } catch {
            throw TidemarkError.database(error, layout.catalog)
        }
    }

    /// What is wrong with the pages of the catalog, which is out of the way then.
    func flawOfPages() throws(TidemarkError) -> CatalogFlaw? {
        let catalog = Catalog(layout: layout)
        do throws(SQLiteError) {
            try catalog.check()
            return nil
        } catch  where Self.damages.contains(error.code) {
            try catalog.setAside()
            return .damaged(error)
        } catch {
            throw TidemarkError.database(error, layout.catalog)
        }
    }

    /// Writes to the catalog what it lacks, or all of it.
    func write(_ found: Reconciliation, _ content: Catalog.Content, isNew: Bool) throws(TidemarkError) {
        let catalog = Catalog(layout: layout)
        let overview = CatalogOverview(of: snapshots)
        do throws(TidemarkError) {
            try catalog.prepare()
            guard !isNew else { return try catalog.replace(with: found.rows, overview: overview) }
            try catalog.update(
                adding: found.adopted,
                removing: (found.gone + found.trashed).map(\.text) + content.unfit,
                overview: overview == content.overview ? nil : overview
            )
        } catch {
            // Damage that reading has not met, or that came since.
            guard error.exitCode == .damagedData else { throw error }
            try catalog.setAside()
            notices.append("\(error.message); it is rebuilt from the files")
            try catalog.prepare()
            try catalog.replace(with: found.rows, overview: overview)
        }
    }

    /// Enters what had to be read of files into the catalog, so that the next command need not: where this command may, and
    /// nobody else is writing at this moment.
    func heal(_ flaw: CatalogFlaw?, _ found: Reconciliation) {
        guard access != .reading, flaw != nil || !found.adopted.isEmpty, !snapshots.isEmpty else { return }
        do throws(TidemarkError) {
            try withLockIfFree { () throws(TidemarkError) in _ = try putRight() }
        } catch {
            guard let flaw else { return }
            notices.append(
                "\(layout.catalog) \(flaw.words), and this command could not rebuild it (\(error.message)): the files were "
                    + "read, as they are each time until a command that may write there is run, such as `tidemark reindex`"
            )
        }
    }
}

/// Why a catalog says nothing.
struct CatalogFlaw {
    /// In words, after its name.
    let words: String
    /// Whether it is more than that there is none yet.
    var isDamage = true

    static let missing = CatalogFlaw(words: "was missing", isDamage: false)
    static let older = CatalogFlaw(words: "was of an older version", isDamage: false)
    static func damaged(_ error: SQLiteError) -> CatalogFlaw { CatalogFlaw(words: "was damaged (\(error))") }
}
