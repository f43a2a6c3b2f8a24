import Glibc

/// How a process is started: its own process group, no signals blocked or ignored, nothing on its standard input; or in
/// the foreground of a terminal of its own, which is then its standard input and standard error.
struct ProcessStart {
    /// POSIX_SPAWN_SETSID, which glibc keeps from Swift.
    private static let newSession: Int32 = 0x80

    /// The program's path first.
    let arguments: [String]
    let environment: [String: String]
    let output: StandardOutput
    /// Where captured output goes.
    let capturedOutput: String
    /// Where standard error goes.
    let capturedErrors: String
    /// The file of its terminal, `nil` for none.
    let terminal: String?

    /// Starts it and returns its number.
    func run() throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let terminal {
            // The first terminal that the leader of a session opens becomes its own.
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal, O_RDWR, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, capturedErrors, O_WRONLY | O_CREAT, 0o600)
        }
        var pipeEnd: Int32 = -1
        defer { if pipeEnd >= 0 { close(pipeEnd) } }
        switch output {
        case .captured:
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, capturedOutput, O_WRONLY | O_CREAT, 0o600)
        case .path(let path):
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY, 0)
        case .abandonedPipe:
            var ends: [Int32] = [-1, -1]
            // Close-on-exec from the first moment: another process started just now must not keep the reading end.
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure(errno) }
            close(ends[0])
            pipeEnd = ends[1]
            unsafe posix_spawn_file_actions_adddup2(&actions, pipeEnd, STDOUT_FILENO)
        case .closed:
            unsafe posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO)
        }
        return try unsafe spawn(&actions)
    }

    private func spawn(_ actions: UnsafePointer<posix_spawn_file_actions_t>) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var every = sigset_t()
        unsafe sigfillset(&every)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &every)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let apart = terminal == nil ? POSIX_SPAWN_SETPGROUP : Self.newSession
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | apart
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var argumentList = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var environmentList = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for index in unsafe argumentList.indices { unsafe free(argumentList[index]) }
            for index in unsafe environmentList.indices { unsafe free(environmentList[index]) }
        }
        var process: pid_t = 0
        let number = unsafe posix_spawn(
            &process,
            arguments[0],
            actions,
            &attributes,
            &argumentList,
            &environmentList
        )
        guard number == 0 else { throw failure(number) }
        return process
    }

    private func failure(_ number: Int32) -> KafkaFailure {
        KafkaFailure("start \(arguments[0])", code: number, message: unsafe String(cString: strerror(number)))
    }
}
