import Foundation
import Offsets
import Synchronization

@testable import Store

/// The directory with the journal, and what of it survives the process.
///
/// All of it does, but with the engine that commits before its pre-image is durable: its writes from the pre-image on
/// reach the disk only once the commit is over.
final class Disk: Sendable {
    /// The store's directory.
    let directory: String
    private let isLate: Bool
    private let isBehind = Mutex(false)

    init(_ directory: String, wrong: WrongEngine?) {
        self.directory = directory
        isLate = wrong == .commitsBeforePreImage
    }

    private var journal: String { StoreLayout(directory).journal }
    private var older: String { "\(journal).older" }

    /// The journal as a kill at this moment would leave it.
    var durable: DurableJournal { DurableJournal(path: isBehind.withLock { $0 } ? older : journal) }

    /// The engine is about to enter a state.
    func enters(_ state: RunState?) {
        guard isLate else { return }
        switch state {
        case .preImage:
            try? FileManager.default.removeItem(atPath: older)
            isBehind.withLock { $0 = (try? FileManager.default.copyItem(atPath: journal, toPath: older)) != nil }
        case .committed, .verified, .done, .raced, .aborted, .undecided: isBehind.withLock { $0 = false }
        default: break
        }
    }

    /// The process is gone: what was not on the disk is lost.
    func losesWhatIsNotDurable() throws {
        guard isBehind.withLock({ $0 }) else { return }
        try FileManager.default.removeItem(atPath: journal)
        try FileManager.default.moveItem(atPath: older, toPath: journal)
        isBehind.withLock { $0 = false }
    }
}
