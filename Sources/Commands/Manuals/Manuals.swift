import FoundationEssentials
import Offsets
import Store
import Syntax

/// `tidemark help --mdoc DIR`: everything that help shows, as manual pages.
enum Manuals {
    /// Everybody may read a manual.
    private static let mode: UInt32 = 0o644

    private static let files = [
        (path: Defaults.configuration, text: "The configuration; see tidemark.toml(5)."),
        (
            path: Defaults.systemStore,
            text: "The store of root and of the daemon: snapshots, catalog, journal and the daemon's records."
        ),
        (
            path: "~/\(Defaults.userState)/\(Defaults.storeName)",
            text: "The store of any other user; `$XDG_STATE_HOME/\(Defaults.storeName)` where that is set."
        ),
        (path: "/etc/tidemark/credentials", text: "Where root and the units find credentials by their names."),
    ]

    /// Every page there is, the program's own first.
    static func pages(of program: Program) -> [ManualPage] {
        let overview = ManualPage.Reference("tidemark", 1)
        return ManualPage.pages(
            of: program.syntax,
            files: files,
            seeAlso: [overview] + program.topics.compactMap(\.manual)
        )
    }

    /// Writes every page into a directory, which is made where it is missing; a page of the same name is replaced.
    ///
    /// - Throws: 73, 74 or 77 naming the directory or the file that cannot be written.
    static func write(_ program: Program, to directory: String) throws(TidemarkError) {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw TidemarkError(
                .cannotCreate,
                "the directory \(directory) for the manual pages cannot be made",
                hint: "Name one that can be written: tidemark help --mdoc DIR.",
                cause: error
            )
        }
        let day = ManualDay(TidemarkVersion.date)
        for page in pages(of: program) {
            try OperatorFile.replace(
                "\(directory)/\(page.fileName)",
                with: Array(page.text(of: day).utf8),
                mode: mode
            )
        }
    }
}
