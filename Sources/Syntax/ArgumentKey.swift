/// An ``Argument`` of any type, as a command lists them.
public protocol ArgumentKey: Sendable {
    /// What parsing and help need to know.
    var declaration: ArgumentDeclaration { get }
}
