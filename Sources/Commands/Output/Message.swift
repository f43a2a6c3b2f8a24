import Offsets

/// Something to tell the operator: a value until it is written, so that a terminal gets lines and the journal fields.
struct Message: Hashable, Sendable {
    /// How much it matters, the most important first; the raw value is the priority of syslog (RFC 5424).
    enum Level: Int, Hashable, Sendable, CaseIterable {
        /// The command ends because of it, or has not done all of what it was to do.
        case error = 3
        /// Something is not as it should be, and the command goes on.
        case warning = 4
        /// What the operator has to read even of a command that is to be quiet.
        case notice = 5
        /// What a command that is to be quiet leaves out.
        case note = 6
    }

    /// What a message may be about; in the journal one finds all messages about it.
    enum Field: String, Hashable, Sendable, CaseIterable {
        case group = "GROUP"
        case topic = "TOPIC"
        case partition = "PARTITION"
        case file = "FILE"
        case run = "RUN"
        case snapshot = "SNAPSHOT"
        case job = "JOB"
        case cluster = "CLUSTER"
    }

    /// How a message is written in lines; ``journalEntry`` is its form in the journal.
    enum Form: Hashable, Sendable {
        /// Lines for people, each with the name of the program.
        case terminal
        /// Lines that systemd reads from a service's standard error: the priority in angle brackets, and no name, which
        /// systemd knows (sd-daemon(3)).
        case priority
    }

    let level: Level
    /// Which error it is, where it is one that has a name.
    let code: TidemarkError.Code?
    /// What is said, with names as they are.
    let text: String
    /// What to do about it; `nil` when there is nothing to add.
    let hint: String?
    /// What it is about, as far as one thing of a kind is meant, with names as they are.
    let fields: [Field: String]

    /// A message.
    init(
        _ level: Level,
        _ text: String,
        code: TidemarkError.Code? = nil,
        hint: String? = nil,
        about fields: [Field: String] = [:]
    ) {
        self.level = level
        self.code = code
        self.text = text
        self.hint = hint
        self.fields = fields
    }

    /// An error as the operator sees it.
    init(_ error: TidemarkError, about fields: [Field: String] = [:]) {
        self.init(.error, error.message, code: error.code, hint: error.hint, about: fields)
    }

    /// What stopped a run, as the journal has it: of another Tidemark's errors this one may not know the name.
    init(_ failure: RunFailure, about fields: [Field: String] = [:]) {
        let code = TidemarkError.Code(rawValue: failure.code)
        self.init(.error, failure.message, code: code, hint: failure.hint, about: fields)
    }

    /// What a message about a group, a partition, or a partition of a group is about.
    static func fields(_ group: GroupID?, _ topicPartition: TopicPartition?) -> [Field: String] {
        var fields: [Field: String] = [:]
        fields[.group] = group?.name
        fields[.topic] = topicPartition?.topic
        fields[.partition] = topicPartition.map { String($0.partition) }
        return fields
    }
}

extension Message {
    /// The name that every line of the program begins with, and that its entries of the journal have.
    static let program = "tidemark"

    /// The bytes of the message in a form: the one place that decides how lines look.
    ///
    /// What cannot be seen is written out.
    ///
    /// - Parameters:
    ///   - form: The form.
    ///   - style: How it looks on a terminal.
    /// - Returns: The bytes.
    func bytes(in form: Form, _ style: OutputStyle = .plain) -> [UInt8] {
        switch form {
        case .terminal: lines(behind: "\(Self.program): \(word(style))", hintBehind: "\(Self.program): hint: ")
        case .priority: lines(behind: "<\(level.rawValue)>", hintBehind: "<\(level.rawValue)>hint: ")
        }
    }

    /// What says on a terminal how much it matters.
    private func word(_ style: OutputStyle) -> String {
        switch level {
        case .error: "\(style.red("error:")) "
        case .warning: "\(style.yellow("warning:")) "
        case .notice, .note: ""
        }
    }

    private func lines(behind beginning: String, hintBehind hintBeginning: String) -> [UInt8] {
        var lines = "\(beginning)\(Escaping.message(text))\n"
        if let hint { lines += "\(hintBeginning)\(Escaping.message(hint))\n" }
        return Array(lines.utf8)
    }
}
