import Offsets
import Syntax

extension TidemarkError {
    /// A mistake on the command line as the operator sees it: exit 64.
    init(_ error: SyntaxError) {
        self.init(Code(error.code), error.message, hint: error.hint, cause: error)
    }

    /// Any error as the operator sees it; one that nobody expected is a defect of Tidemark: exit 70.
    init(any error: any Error) {
        switch error {
        case let error as TidemarkError: self = error
        case let error as SyntaxError: self.init(error)
        case is CancellationError:
            self.init(.interrupted, "interrupted")
        default:
            self.init(
                .internalFault,
                "unexpected: \(error)",
                hint: "This is a bug in tidemark; please report it with the command line.",
                cause: error
            )
        }
    }

    /// The error, and where it is an interruption, by the code of the request that led to it: cancelling a task does not
    /// say by which signal.
    func namedAfter(_ request: Code?) -> TidemarkError {
        guard code == .interrupted, let request else { return self }
        return TidemarkError(request, message, hint: hint, cause: cause)
    }
}

extension TidemarkError.Code {
    /// The code of a mistake on the command line.
    fileprivate init(_ code: SyntaxError.Code) {
        self =
            switch code {
            case .missingCommand: .missingCommand
            case .unknownCommand: .unknownCommand
            case .unknownOption: .unknownOption
            case .repeatedOption: .repeatedOption
            case .missingValue: .missingValue
            case .unexpectedValue: .unexpectedValue
            case .invalidValue: .invalidValue
            case .missingArgument: .missingArgument
            case .unexpectedArgument: .unexpectedArgument
            }
    }
}
