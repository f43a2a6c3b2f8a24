@unsafe @preconcurrency import Glibc
import Offsets

extension ChildProcess {
    /// Starts a child with this process's stdin, stdout and stderr unless others are given.
    ///
    /// Descriptors that this process inherited for its children (a shell's `<(…)`) stay open in the child; ours are all
    /// close-on-exec, but for the lifeline, which keeps its number. The child's signal mask is empty and SIGPIPE is at
    /// its default; signals that this process was started to ignore (`nohup`) stay ignored.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name to look for in `PATH`.
    ///   - arguments: with the program's name first.
    ///   - environment: `NAME=value` each.
    ///   - lifeline: the end the child gets; `nil` for a program that knows of none.
    ///   - streams: the descriptors of this process that become the child's stdin, stdout and stderr; `nil` for its own.
    ///   - leadsGroup: whether the child is the first of a process group of its own, which has its number.
    /// - Returns: the child, running.
    /// - Throws: when the executable is missing or the system refuses another process.
    static func start(
        _ executable: String,
        arguments: [[UInt8]],
        environment: [[UInt8]],
        lifeline: Int32?,
        streams: (input: Int32?, output: Int32?, messages: Int32?),
        leadsGroup: Bool = false
    ) throws(TidemarkError) -> ChildProcess {
        guard !(arguments + environment + [Array(executable.utf8)]).contains(where: { $0.contains(0) }) else {
            throw SystemError.starting(executable, number: EINVAL, hint: "An argument contains a zero byte.")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // Duplicating a descriptor onto itself clears close-on-exec in the child alone.
        let copies = [
            (lifeline, lifeline), (streams.input, STDIN_FILENO), (streams.output, STDOUT_FILENO),
            (streams.messages, STDERR_FILENO),
        ]
        for case (let descriptor?, let place?) in copies {
            let copied = unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, place)
            guard copied == 0 else { throw SystemError.starting(executable, number: copied) }
        }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        unsafe sigaddset(&defaults, SIGPIPE)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var number: pid_t = 0
        let argumentList = CStrings(arguments)
        let environmentList = CStrings(environment)
        let failure = unsafe argumentList.withPointers { arguments in
            unsafe environmentList.withPointers { environment -> Int32 in
                guard let arguments = unsafe arguments, let environment = unsafe environment else { return EINVAL }
                return unsafe posix_spawnp(&number, executable, &actions, &attributes, arguments, environment)
            }
        }
        guard failure == 0 else { throw SystemError.starting(executable, number: failure, hint: hint(failure)) }
        return ChildProcess(number: number)
    }

    /// This process's own arguments, byte for byte.
    static var ownArguments: [[UInt8]] { unsafe CStrings.bytes(of: CommandLine.unsafeArgv) }

    /// This process's environment, byte for byte, with some variables set and others left out.
    static func ownEnvironment(
        setting variables: [String: String],
        without omitted: Set<String> = []
    ) -> [[UInt8]] {
        let own = unsafe CStrings.bytes(of: environ)
        let replaced = omitted.union(variables.keys).map { Array("\($0)=".utf8) }
        let kept = own.filter { entry in !replaced.contains { entry.starts(with: $0) } }
        return kept + variables.map { Array("\($0)=\($1)".utf8) }
    }

    private static func hint(_ number: Int32) -> String? {
        switch number {
        case EAGAIN, ENOMEM: "The system is short of memory or of processes (`ulimit -u`, systemd's TasksMax)."
        case E2BIG: "The command line and environment are too long; put lists into a file."
        default: nil
        }
    }
}
