/// Everything about an argument but the type of its value: what parsing and help need.
public struct ArgumentDeclaration: Sendable {
    /// Its name in upper case, such as `SNAPSHOT`.
    public let name: String
    /// Whether it must be given.
    public let isRequired: Bool
    /// Whether it takes all the arguments that are left.
    public let isRepeated: Bool
    /// What it means, without a full stop.
    public let help: String
    /// Throws when a text is no value of this argument.
    let check: @Sendable (String) throws(InvalidValue) -> Void

    /// As the usage line shows it: `SNAPSHOT`, `[SNAPSHOT]`, `GROUP…`, `[GROUP…]`.
    var usage: String {
        let body = isRepeated ? name + "…" : name
        return isRequired ? body : "[\(body)]"
    }
}
