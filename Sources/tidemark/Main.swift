import Commands
import Glibc

@main
struct Main {
    static func main() async {
        let code = await Tidemark.run(Array(CommandLine.arguments.dropFirst()))
        // Everything is written by now. `exit` would take down OpenSSL under threads of librdkafka that still log in.
        _exit(code)
    }
}
