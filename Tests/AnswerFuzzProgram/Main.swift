import AnswerFuzz
import Glibc

/// `fuzz-answers`; `scripts/fuzz-answers` builds and runs it.
@main
struct Main {
    static func main() {
        exit(AnswerFuzz.main(Array(CommandLine.arguments.dropFirst())))
    }
}
