import Glibc

/// A file descriptor with one owner, closed at its end.
struct Descriptor: ~Copyable, Sendable {
    /// The system's number.
    let number: Int32

    /// Takes over an open descriptor.
    init(_ number: Int32) {
        self.number = number
    }

    /// Closes the descriptor now and not only at the end of its scope.
    consuming func close() {}

    deinit {
        _ = Glibc.close(number)
    }
}
