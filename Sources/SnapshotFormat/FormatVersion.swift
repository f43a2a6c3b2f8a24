/// The version of the format that this code writes (docs/format.md, 2.1).
enum FormatVersion {
    /// Files of another major version cannot be read.
    static let major: UInt16 = 1
    /// Files of a higher minor version can be read unless they hold critical sections that came later.
    static let minor: UInt16 = 0
}
