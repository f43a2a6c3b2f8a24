public import Offsets

/// A file of a store that has a snapshot's name and cannot be read as one.
public struct DamagedFile: Hashable, Sendable {
    /// The file, with the path.
    public var file: String
    /// Why, naming the file.
    public var reason: String
    /// What a command that needs this file ends with: damaged data, no permission, a newer format.
    public var exitCode: ExitCode
}
