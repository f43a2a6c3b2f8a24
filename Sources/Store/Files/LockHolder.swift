import Glibc
import Offsets

/// Who holds a lock, as one line in its file.
///
/// A line may be older than the lock: who was killed leaves it, and the next holder needs a moment to write its own. So
/// the line says of the process when it began, and is not believed where another process has its number by now.
struct LockHolder: Hashable, Sendable {
    /// More bytes than a line has, names of the longest kind included.
    static let longestLine = 1_024

    /// The number of the process.
    let process: Int32
    /// When it began, in ticks since the machine did; `nil` where the system does not say.
    let began: UInt64?
    /// The user whose process it is.
    let user: String
    /// The machine it runs on.
    let host: String
    /// When it took the lock.
    let since: Timestamp
    /// What it took it for, such as `tidemark snapshot`.
    let command: String

    /// This process, which has just taken a lock.
    static func present(for command: String) -> LockHolder {
        let who = Operator.current()
        return LockHolder(
            process: getpid(),
            began: beginning(of: getpid()),
            user: who.userName ?? "uid \(who.uid)",
            host: who.host ?? "?",
            since: .now(),
            command: command
        )
    }

    /// The line in the file, with the newline that shows it to be whole.
    var line: String {
        let words = [
            "process=\(process)", "began=\(began.map { String($0) } ?? "?")", "user=\(Self.word(user))",
            "host=\(Self.word(host))", "since=\(since)", "command=\(Self.text(command))",
        ]
        return words.joined(separator: " ") + "\n"
    }

    /// The holder as operators read of it.
    var words: String {
        let moment = "\(since.description.prefix(Self.secondsEnd))Z"
        return "process \(process) (`\(command)` by \(user) on \(host), since \(moment))"
    }

    /// Whether the process that has written the line still runs; one of another machine is believed.
    var isCredible: Bool {
        guard host == Self.word(Self.hostName) else { return true }
        guard let began, let found = Self.beginning(of: process) else { return false }
        return began == found
    }

    /// Where the seconds end in the text of a moment, and the fraction begins.
    private static let secondsEnd = 19
    /// More bytes than a machine's name has.
    private static let longestHostName = 256
    /// More bytes than the kernel says of a process in one line.
    private static let longestStatus = 4_096
    /// Which field behind the name of a process says when it began (proc(5), field 22).
    private static let beginningField = 19

    static var hostName: String {
        var name = [CChar](repeating: 0, count: longestHostName)
        // One byte less, so that a name that is cut off ends with a zero.
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "?" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func beginning(of process: Int32) -> UInt64? {
        guard let file = try? OpenFile("/proc/\(process)/stat", flags: O_RDONLY),
            let bytes = try? file.read(longestStatus, at: 0)
        else { return nil }
        // The name of the process is in brackets and may hold anything, brackets and spaces included.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return beginningField < fields.count ? UInt64(fields[beginningField]) : nil
    }

    /// A text that is one word of a line.
    private static func word(_ text: String) -> String { self.text(text).replacing(" ", with: "_") }

    /// A text that is a part of a line.
    private static func text(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.isWhitespace || $0.value < 0x20 ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension LockHolder {
    /// Reads a line; `nil` for anything that is not whole.
    init?(line: String) {
        guard let end = line.firstIndex(of: "\n") else { return nil }
        let parts = line[..<end].split(separator: " ", maxSplits: Key.allCases.count - 1)
        guard parts.count == Key.allCases.count else { return nil }
        var values: [Key: String] = [:]
        for (key, part) in zip(Key.allCases, parts) {
            guard part.hasPrefix("\(key.rawValue)=") else { return nil }
            values[key] = String(part.dropFirst(key.rawValue.count + 1))
        }
        guard let process = values[.process].flatMap({ Int32($0) }), let user = values[.user],
            let host = values[.host], let since = values[.since].flatMap({ Timestamp(rfc3339: $0) }),
            let command = values[.command]
        else { return nil }
        self.init(
            process: process,
            began: values[.began].flatMap { UInt64($0) },
            user: user,
            host: host,
            since: since,
            command: command
        )
    }

    /// What a line says, in this order; the last may hold spaces.
    private enum Key: String, CaseIterable {
        case process, began, user, host, since, command
    }
}
