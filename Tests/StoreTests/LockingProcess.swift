import Glibc
import KafkaTestSupport

/// Another process, not Tidemark's, that holds the lock of a file until it is killed.
struct LockingProcess {
    private let process: pid_t

    /// Starts it, and waits until it holds the lock.
    init(holding path: String) async throws {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that what it starts ends with it.
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let words = ["flock", path, "sleep", "600"]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var started: pid_t = 0
        let failure = unsafe posix_spawnp(&started, "flock", nil, &attributes, &arguments, environ)
        guard failure == 0 else { throw KafkaFailure("start flock", code: failure, message: "not possible") }
        process = started
        try await Waiting.until("another process holds \(path)") { Self.isLocked(path) }
    }

    /// Kills it.
    func kill() {
        Glibc.kill(-process, SIGKILL)
        var status: Int32 = 0
        unsafe waitpid(process, &status, 0)
    }

    private static func isLocked(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
}
