import Daemon
import Offsets
import Settings

extension CommandContext {
    /// Tells the operator something, unless the command is to be quiet.
    func note(_ text: String, about fields: [Message.Field: String] = [:]) {
        tell(Message(.note, text, about: fields))
    }

    /// Tells the operator something, also where the command is to be quiet.
    func say(_ text: String, about fields: [Message.Field: String] = [:]) {
        tell(Message(.notice, text, about: fields))
    }

    /// Warns of something that does not end the command.
    func warn(_ text: String, about fields: [Message.Field: String] = [:]) {
        tell(Message(.warning, text, about: fields))
    }

    /// Tells the operator of an error: the message and what to do about it.
    ///
    /// Where it stands for several mistakes in a file, each of them is told, up to a number.
    func complain(_ error: TidemarkError, about fields: [Message.Field: String] = [:]) {
        if let (file, mistakes) = error.mistakes, mistakes.count > 1 {
            for mistake in mistakes.prefix(Defaults.mostMistakes) {
                let text = mistake.text(in: file)
                tell(Message(.error, text, code: error.code, hint: mistake.hint, about: [.file: file]))
            }
            let rest = mistakes.count - Defaults.mostMistakes
            if rest > 0 {
                tell(Message(.error, "\(file): and \(Counted.text(rest, "mistake")) more", code: error.code))
            }
        }
        tell(Message(error, about: fields))
    }

    /// Reports what stopped a run, as the journal has it.
    func complain(_ failure: RunFailure, about fields: [Message.Field: String] = [:]) {
        tell(Message(failure, about: fields))
    }

    /// The context of a part of the work that is about one thing of a kind; the same where there is none.
    func about(_ field: Message.Field, _ value: String?) -> CommandContext {
        guard let value else { return self }
        var context = self
        context.subject[field] = value
        return context
    }

    /// Writes a message at once: as an entry of the journal where that is what standard error leads to, else in lines.
    ///
    /// A reader that is gone misses it.
    func tell(_ message: Message) {
        guard !isQuiet || message.level != .note else { return }
        let message = message.alsoAbout(subject)
        if let journal, journal(message.journalEntry) { return }
        messages.write(bytes: message.bytes(in: journal == nil ? .terminal : .priority, messages.style))
        // There is nowhere left to say that standard error failed.
        try? messages.flush()
    }
}
