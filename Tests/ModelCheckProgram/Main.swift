import Glibc
import ModelCheck

/// `model-check`; see `--help`.
@main
struct Main {
    static func main() async {
        exit(await ModelCheck.main(Array(CommandLine.arguments.dropFirst())))
    }
}
