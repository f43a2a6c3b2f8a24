/// An option without a value, such as `--json`; giving it twice is the same as once.
public struct Flag: OptionKey {
    /// What parsing and help need to know.
    public let declaration: OptionDeclaration

    /// Declares a flag.
    public init(_ name: OptionName, help: String) {
        declaration = OptionDeclaration(
            name: name,
            arity: .flag,
            placeholder: "",
            help: help,
            environment: nil,
            defaultText: nil,
            check: { _ throws(InvalidValue) in }
        )
    }
}
