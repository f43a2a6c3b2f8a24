import Engine
import Offsets

extension CommandContext {
    /// Asks the person at the terminal.
    ///
    /// - Parameter question: The question.
    /// - Returns: Whether the answer means yes.
    /// - Throws: exit 64 when nobody answers in time, 130 or 143 when interrupted; nothing was written then.
    func ask(_ question: Question) async throws(TidemarkError) -> Bool {
        for line in question.summary { say(line) }
        // Where this could not be shown, nobody sees the question either.
        try messages.flush()
        let answer = await typedAnswer(.after(Defaults.timeToAnswer)) {
            messages.write("tidemark: \(messages.style.bold(question.prompt))")
            try? messages.flush()
        }
        if case .line = answer {} else { messages.writeLine("") }
        switch answer {
        case .line(let line): return question.isYes(line)
        case .end: return question.isYes(nil)
        case .interrupted:
            throw TidemarkError(
                stop.requested ?? .interrupted,
                "interrupted at the question; nothing was written"
            )
        case .late:
            throw TidemarkError(
                .noAnswer,
                "nobody answered within \(DurationText.text(Defaults.timeToAnswer)); nothing was written",
                hint: "Run the command again; --yes skips the prompt."
            )
        }
    }
}
