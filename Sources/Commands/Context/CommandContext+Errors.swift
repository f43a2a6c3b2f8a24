import Offsets

extension CommandContext {
    /// Tells the operator of an error: the message and what to do about it.
    func complain(_ error: TidemarkError) {
        messages.writeLine("tidemark: error: \(Escaping.message(error.message))")
        if let hint = error.hint { messages.writeLine("tidemark: hint: \(Escaping.message(hint))") }
        // There is nowhere left to say that standard error failed.
        try? messages.flush()
    }

    /// Warns of something that does not end the command.
    func warn(_ message: String) {
        say("warning: \(message)")
    }
}
