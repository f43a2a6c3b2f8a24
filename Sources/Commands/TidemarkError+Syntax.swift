import Offsets
import Syntax

extension TidemarkError {
    /// A mistake on the command line as the operator sees it: exit 64.
    init(_ error: SyntaxError) {
        self.init(error.code.rawValue, error.message, hint: error.hint, exitCode: .usage, cause: error)
    }

    /// Any error as the operator sees it; one that nobody expected is a defect of Tidemark: exit 70.
    init(any error: any Error) {
        switch error {
        case let error as TidemarkError: self = error
        case let error as SyntaxError: self.init(error)
        case is CancellationError:
            self.init("interrupted", "interrupted", exitCode: .interrupted)
        default:
            self.init(
                "internal-fault",
                "unexpected: \(error)",
                hint: "This is a defect of tidemark; please report it with the command line.",
                exitCode: .internalFault,
                cause: error
            )
        }
    }
}
