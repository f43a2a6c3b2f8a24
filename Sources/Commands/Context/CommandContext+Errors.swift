import Offsets
import Settings
import Store

extension CommandContext {
    /// Tells the operator of an error: the message and what to do about it.
    func complain(_ error: TidemarkError) {
        if let (file, mistakes) = error.mistakes, mistakes.count > 1 {
            for mistake in mistakes.prefix(Defaults.mostMistakes) {
                complain(mistake.text(in: file), hint: mistake.hint)
            }
            let rest = mistakes.count - Defaults.mostMistakes
            if rest > 0 { complain("\(file): and \(Counted.text(rest, "mistake")) more", hint: nil) }
        }
        complain(error.message, hint: error.hint)
    }

    /// Reports what stopped a run, as the journal has it.
    func complain(_ failure: RunFailure) {
        complain(failure.message, hint: failure.hint)
    }

    private func complain(_ message: String, hint: String?) {
        messages.writeLine("tidemark: error: \(Escaping.message(message))")
        if let hint { messages.writeLine("tidemark: hint: \(Escaping.message(hint))") }
        // There is nowhere left to say that standard error failed.
        try? messages.flush()
    }

    /// Warns of something that does not end the command.
    func warn(_ message: String) {
        say("warning: \(message)")
    }
}
