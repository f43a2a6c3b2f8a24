import FormatFuzz
import Glibc

/// `fuzz-format`; `scripts/fuzz-format` builds and runs it.
@main
struct Main {
    static func main() {
        exit(FormatFuzz.main(Array(CommandLine.arguments.dropFirst())))
    }
}
