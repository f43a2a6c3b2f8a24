/// The arguments of a command, every value checked, read with the keys that declared them.
///
/// ```swift
/// let timeout = try arguments[Options.timeout]
/// ```
/// A key that the command did not declare reads as absent.
public struct ParsedArguments: Sendable {
    /// The words that led to the command, the program's name first.
    public let commandPath: [String]
    /// The texts of the options that have any, and where they came from.
    let options: [OptionName: GivenTexts]
    /// The texts of the arguments by name.
    let arguments: [String: [String]]

    /// Whether a flag was given.
    public subscript(flag: Flag) -> Bool { options[flag.declaration.name] != nil }

    /// The value of an option.
    ///
    /// - Throws: `invalidValue`, only for a key that differs from the declared one in how it parses.
    public subscript<Value>(option: Option<Value>) -> Value {
        get throws(SyntaxError) {
            let name = option.declaration.name
            do throws(InvalidValue) {
                return try option.read(options[name]?.texts ?? [])
            } catch {
                throw .invalidValue(error, of: name.description, commandPath: commandPath)
            }
        }
    }

    /// The value of an argument.
    ///
    /// - Throws: `invalidValue`, only for a key that differs from the declared one in how it parses.
    public subscript<Value>(argument: Argument<Value>) -> Value {
        get throws(SyntaxError) {
            let name = argument.declaration.name
            do throws(InvalidValue) {
                return try argument.read(arguments[name] ?? [])
            } catch {
                throw .invalidValue(error, of: name, commandPath: commandPath)
            }
        }
    }

    /// Where the value of an option came from.
    public func origin(of key: some OptionKey) -> ValueOrigin {
        options[key.declaration.name]?.origin ?? .absent
    }
}
