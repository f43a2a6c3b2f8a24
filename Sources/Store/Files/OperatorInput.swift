import Glibc
public import Offsets

/// What an operator hands over for reading, piece by piece: a file, or standard input.
///
/// A file is a regular one, which a symbolic link may lead to; nothing else is opened. Standard input is read to its end,
/// however long somebody takes to write it: whoever wants that no longer ends the process.
public struct OperatorInput: ~Copyable {
    /// The name that stands for standard input.
    public static let standardInput = "-"
    /// How much is read at a time.
    private static let piece = 1 << 20

    /// How messages and snapshots call it.
    public let name: String
    private let file: OpenFile
    private let longest: Int
    private var position = 0

    /// Opens a file; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - longest: The most bytes that are read of it.
    /// - Throws: `no-such-file` (exit 66), `unusable-file` (64) for anything but a regular file, 77 when it may not be read.
    public init(_ path: String, upTo longest: Int) throws(TidemarkError) {
        self.longest = longest
        name = path == Self.standardInput ? OpenFile.standardInputName : path
        file = try Self.open(path)
    }

    /// The next piece; empty at the end.
    ///
    /// - Throws: `unusable-file` (exit 64) when it is longer than was to be read, 74 when reading fails.
    public mutating func next() throws(TidemarkError) -> [UInt8] {
        let bytes = try file.readOn(Self.piece)
        position += bytes.count
        guard position <= longest else {
            throw TidemarkError(.unusableFile, "\(name) has more than \(longest) bytes, and no more are read")
        }
        return bytes
    }

    private static func open(_ path: String) throws(TidemarkError) -> OpenFile {
        guard path != standardInput else { return try OpenFile.standardInput() }
        do throws(TidemarkError) {
            return try OpenFile(path, flags: O_RDONLY, followsLinks: true)
        } catch {
            throw OperatorFile.failure(error, path)
        }
    }
}
