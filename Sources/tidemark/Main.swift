import Commands
import Glibc

@main
struct Main {
    static func main() async {
        exit(await Tidemark.run(Array(CommandLine.arguments.dropFirst())))
    }
}
