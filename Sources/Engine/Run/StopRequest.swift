public import Offsets
import Synchronization

/// Whether the operator has asked to stop; looked at between steps, so that a run ends old or new and never between.
public final class StopRequest: Sendable {
    private let request = Mutex<TidemarkError.Code?>(nil)

    /// Nothing requested.
    public init() {}

    /// Asks to stop, with `interrupted` or `terminated`; the first request counts.
    public func request(_ code: TidemarkError.Code) {
        request.withLock { $0 = $0 ?? code }
    }

    /// The code of the request, `nil` when there is none.
    public var requested: TidemarkError.Code? { request.withLock { $0 } }

    /// Throws when somebody asked to stop.
    ///
    /// - Throws: ``TidemarkError`` with the code of the request.
    func check() throws(TidemarkError) {
        guard let code = requested else { return }
        let message = code == .terminated ? "interrupted (SIGTERM)" : "interrupted (Ctrl-C)"
        throw TidemarkError(code, message)
    }
}
