import Glibc

/// A fault on request, which only a debug build has: the scheduler hangs while the rest of the process lives, so that
/// `scripts/systemd-check` can see the watchdog of systemd find it.
public enum SchedulerFault {
    /// The variable that names a file; once the file is there, it is removed and the scheduler hangs.
    public static let variable = "TIDEMARK_FAULT_SCHEDULER_HANGS"
    /// How long it hangs where no watchdog ends it, in seconds.
    private static let length: UInt32 = 600

    /// Seams with that fault, where the environment of a debug build asks for it; else as they are.
    public static func added(to seams: DaemonSeams, environment: [String: String]) -> DaemonSeams {
        #if DEBUG
        guard let file = environment[variable] else { return seams }
        var faulty = seams
        faulty.progress = { state in
            if unsafe unlink(file) == 0 { sleep(length) }
            seams.progress(state)
        }
        return faulty
        #else
        return seams
        #endif
    }
}
