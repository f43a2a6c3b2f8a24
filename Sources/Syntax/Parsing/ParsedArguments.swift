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

    /// The words that give these options on the command line of another command that has them, too.
    ///
    /// Only what was given on the command line counts: the environment and the settings are the other command's as well.
    public func words(of groups: [OptionGroup]) -> [String] {
        groups.flatMap(\.options).flatMap { option -> [String] in
            guard let given = options[option.name], given.origin == .option else { return [] }
            let spelled = option.name.description
            return option.takesValue ? given.texts.map { "\(spelled)=\($0)" } : [spelled]
        }
    }

    /// Where the value of an option came from.
    public func origin(of key: some OptionKey) -> ValueOrigin {
        options[key.declaration.name]?.origin ?? .absent
    }
}
