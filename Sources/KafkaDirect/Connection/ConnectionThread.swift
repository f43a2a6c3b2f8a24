internal import Glibc

/// A thread of the system with a small stack that ends with its work.
enum ConnectionThread {
    /// How many bytes of a thread's name Linux keeps (`man 5 proc`, `comm`).
    static let nameBytes = 15

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            // Swift's Glibc module leaves pthread_setname_np out.
            let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            if file >= 0 {
                _ = unsafe write(file, name, name.utf8.count)
                close(file)
            }
            body()
        }
    }

    /// Runs the work on a new thread.
    ///
    /// - Parameters:
    ///   - name: What `top -H` calls it; of a longer name the last ``nameBytes``.
    ///   - body: The work.
    /// - Returns: Whether there was a thread to be had.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, DirectLimits.stackBytes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let shortName = String(decoding: name.utf8.suffix(nameBytes), as: UTF8.self)
        let work = unsafe Unmanaged.passRetained(Work(shortName, body))
        let code = unsafe pthread_create(
            &thread,
            &attributes,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            unsafe work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
