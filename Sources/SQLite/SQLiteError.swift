/// A failure of SQLite: which kind, SQLite's own number, and what it said.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, as far as a caller acts on it.
    public enum Code: Hashable, Sendable {
        /// The file cannot be opened or created.
        case cannotOpen
        /// The file or its directory may not be read or written.
        case denied
        /// The file system has no room.
        case full
        /// Reading or writing failed.
        case inputOutput
        /// What has the name of the file, or of one that SQLite keeps beside it, is no regular file.
        case notAFile
        /// The file is damaged or no database of ours.
        case damaged
        /// Another connection holds the database longer than the busy timeout.
        case busy
        /// A constraint or a trigger refused the change.
        case constraint
        /// A value has another type than the one asked for.
        case mismatch
        /// The file was written by a newer version of the program.
        case newerSchema
        /// Anything else: a mistake of the program.
        case misuse
    }

    /// The kind.
    public let code: Code
    /// SQLite's extended result code; 0 where the error is not SQLite's own.
    public let resultCode: Int32
    /// What happened, in SQLite's words.
    public let message: String

    /// An error that is not SQLite's own, such as a row that makes no sense.
    public init(_ code: Code, _ message: String) {
        self.init(code: code, resultCode: 0, message: message)
    }

    init(code: Code, resultCode: Int32, message: String) {
        self.code = code
        self.resultCode = resultCode
        self.message = message
    }

    /// The message and the result code.
    public var description: String { resultCode == 0 ? message : "\(message) (SQLite \(resultCode))" }
}
