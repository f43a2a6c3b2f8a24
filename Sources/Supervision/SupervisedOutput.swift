/// Where a supervised child's standard output and standard error go.
public enum SupervisedOutput: Hashable, Sendable {
    /// To those of this process.
    case inherited
    /// Both to standard error of this process, because standard output belongs to another command.
    case messages
    /// Into the result, no more than so many bytes of each; what comes after them is read and dropped, so that the child is
    /// never held up.
    case collected(mostBytes: Int)
}

/// What a child has written to one of its standard streams.
public struct CollectedOutput: Hashable, Sendable {
    /// The bytes, from the beginning.
    public var bytes: [UInt8] = []
    /// Whether more was written than was to be kept.
    public var isCut = false

    /// Nothing, or what was written.
    public init(bytes: [UInt8] = [], isCut: Bool = false) {
        self.bytes = bytes
        self.isCut = isCut
    }

    /// The text; bytes that are no UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
