import Glibc
import Offsets

/// Two connected ends, of this process alone: a child has one only when it is given it.
///
/// A pair of sockets and not a pipe, since its two ends are born close-on-exec. With a pipe, a child started by another
/// thread in the same instant could inherit the end whose closing is to be noticed.
struct Channel: ~Copyable {
    /// Descriptors below this one are stdin, stdout and stderr, and may be closed when the process starts.
    private static let firstFreeDescriptor: Int32 = 3

    /// The end that is read.
    let reading: Descriptor
    /// The end that is written, or whose closing is noticed.
    let writing: Descriptor

    /// Opens a channel whose writes never block and arrive whole.
    ///
    /// - Throws: when the process or the system has too many open files.
    static func open() throws(TidemarkError) -> Channel {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SystemError.starting("a supervised process", number: errno)
        }
        let first = Descriptor(ends[0])
        let second = Descriptor(ends[1])
        let reading = try lift(first)
        let writing = try lift(second)
        _ = fcntl(writing.number, F_SETFL, fcntl(writing.number, F_GETFL) | O_NONBLOCK)
        return Channel(reading: reading, writing: writing)
    }

    /// What the child, which has the other end in common with this process, has written since the last look.
    func messages() -> [ChildMessage] {
        var messages: [ChildMessage] = []
        // More than a child ever writes; what is left over is read at the next look.
        for _ in 0..<ChildMessage.mostAtOnce {
            var bytes = [UInt8](repeating: 0, count: ChildMessage.longest)
            let count = unsafe recv(writing.number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return messages }
            if let message = ChildMessage(bytes.prefix(count)) { messages.append(message) }
        }
        return messages
    }

    /// Closes both ends now and not only at the end of the scope.
    consuming func close() {}

    /// Moves a descriptor out of the places of stdin, stdout and stderr.
    private static func lift(_ descriptor: consuming Descriptor) throws(TidemarkError) -> Descriptor {
        guard descriptor.number < firstFreeDescriptor else { return descriptor }
        let lifted = fcntl(descriptor.number, F_DUPFD_CLOEXEC, firstFreeDescriptor)
        guard lifted >= 0 else { throw SystemError.starting("a supervised process", number: errno) }
        return Descriptor(lifted)
    }
}

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
