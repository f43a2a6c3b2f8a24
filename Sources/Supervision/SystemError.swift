import Glibc
import Offsets

/// Makes errors of failed calls to the system.
enum SystemError {
    /// The error of starting or watching a process, from the system's error number.
    static func starting(_ what: String, number: Int32, hint: String? = nil) -> TidemarkError {
        TidemarkError(
            .cannotStartProcess,
            "cannot start \(what): \(text(number))",
            hint: hint
        )
    }

    private static func text(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
