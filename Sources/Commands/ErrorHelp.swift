import Offsets
import Syntax

/// What `tidemark help` says of errors: a list of all, and a page for each.
enum ErrorHelp {
    /// The list, then every error by its code.
    static let topics = [list] + ErrorTopic.all.flatMap(\.explanations).map(page)

    private static let list = HelpTopic(
        "errors",
        summary: "Every error by its code and exit code; `help CODE` says what one means and what to do",
        discussion: [
            "The number is the exit code. With --json an error has its code in error.code; `tidemark runs RUN` has "
                + "that of a run behind its message."
        ],
        sections: ErrorTopic.all.map { topic in
            HelpTopic.Section(
                topic.title,
                topic.explanations.map { explanation in
                    let exitCode = explanation.code.exitCode.rawValue
                    return (explanation.code.rawValue, "(\(exitCode)) \(explanation.summary)")
                }
            )
        }
    )

    private static func page(_ explanation: ErrorExplanation) -> HelpTopic {
        HelpTopic(
            explanation.code.rawValue,
            summary: "\(explanation.code.rawValue) (exit code \(explanation.code.exitCode.rawValue))",
            isListed: false,
            discussion: [
                explanation.meaning, "What to do: \(explanation.advice)", "'tidemark help errors' lists all errors.",
            ]
        )
    }
}
