import Glibc

/// The short name of this process, as `ps -o comm` and `killall` know it.
enum ProcessName {
    /// Sets the name to the program's own: a process started through `/proc/self/exe` is called `exe`.
    ///
    /// A failure is of no consequence.
    static func restore() {
        guard let name = CommandLine.arguments.first?.split(separator: "/").last else { return }
        let descriptor = unsafe open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let file = Descriptor(descriptor)
        let bytes = Array(name.utf8)
        _ = unsafe write(file.number, bytes, bytes.count)
    }
}
