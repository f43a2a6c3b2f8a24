/// Anything that can be declared under a heading of options: an ``Option`` or a ``Flag``.
public protocol OptionKey: Sendable {
    /// What parsing and help need to know.
    var declaration: OptionDeclaration { get }
}
