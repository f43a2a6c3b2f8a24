import Glibc

extension OutputSink {
    /// A sink that writes to an open descriptor, which stays the caller's.
    ///
    /// The process must ignore SIGPIPE, or a closed pipe ends it before the write returns.
    ///
    /// - Parameters:
    ///   - name: what error messages call it.
    ///   - descriptor: where it writes to.
    ///   - announce: called before each delivery.
    convenience init(name: String, descriptor: Int32, announce: @escaping @Sendable () -> Void = {}) {
        self.init(
            name: name,
            deliver: { block in
                announce()
                return Self.write(block, to: descriptor)
            },
            end: { Self.release(descriptor) }
        )
    }

    private static func write(_ block: [UInt8], to descriptor: Int32) -> Delivery {
        var rest = block[...]
        while !rest.isEmpty {
            let (count, code) = unsafe rest.withUnsafeBytes { bytes in
                let count = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                return (count, errno)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch code {
            case EINTR: continue
            case EAGAIN: waitUntilWritable(descriptor)
            case EPIPE: return .closed
            default: return .failed(systemMessage(code))
            }
        }
        return .delivered
    }

    /// Lets go of what a descriptor stands for; its number goes on to stand for nothing in particular, so that no file
    /// opened later gets it.
    private static func release(_ descriptor: Int32) {
        let nothing = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard nothing >= 0 else { return }
        _ = dup2(nothing, descriptor)
        _ = Glibc.close(nothing)
    }

    /// Waits as a blocking descriptor would: whoever made it non-blocking shares it with us.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, -1)
    }

    private static func systemMessage(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
