import Glibc

/// Where a child tells the test what it sees: a FIFO, whose end tells that the child is gone.
struct Report {
    private let descriptor: Int32

    /// Opens the FIFO that the test reads.
    init(_ path: String) {
        descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    }

    /// Whether it is this descriptor.
    func uses(_ number: Int32) -> Bool { number == descriptor }

    /// Writes a line.
    func line(_ text: String) {
        Self.write(text + "\n", descriptor)
    }

    /// Writes to stdout.
    static func standardOutput(_ text: String) {
        write(text, STDOUT_FILENO)
    }

    /// Writes to stderr.
    static func standardError(_ text: String) {
        write(text, STDERR_FILENO)
    }

    private static func write(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
    }
}
