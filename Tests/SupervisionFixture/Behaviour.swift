import Dispatch
import Glibc
import Offsets
import Supervision

/// The ways to behave.
enum Behaviour {
    static func run(_ arguments: [String]) async -> Int32 {
        let report = arguments.count > 1 ? arguments[1] : ""
        switch arguments.first {
        case "exit": return Int32(report) ?? 1
        case "raise": return raise(Int32(report) ?? SIGSEGV)
        case "again": return again()
        case "closed": return closed(Report(report))
        case "echo": return echo()
        case "chatter": return chatter(Int(report) ?? 0)
        case "beat": return await beat(Int(report) ?? 0, every: arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0)
        case "describe": return describe(Report(report))
        case "answer": return answer()
        case "hang": return hang(Report(report))
        case "ignore": return ignore(Report(report))
        case "stop": return raise(SIGSTOP)
        case "listen", "group": return await listen(Report(report))
        case "slow":
            SupervisedChild.current?.noteGrace(.seconds(60))
            return await listen(Report(report))
        case "stubborn": return stubborn(Report(report))
        default: return 1
        }
    }

    /// Prints its arguments in hexadecimal, the first two in letters.
    private static func again() -> Int32 {
        var texts: [String] = []
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = unsafe CommandLine.unsafeArgv[index] else { break }
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            unsafe texts.append(
                index < 2
                    ? String(decoding: bytes, as: UTF8.self) : bytes.map { String($0, radix: 16) }.joined()
            )
        }
        Report.standardOutput(texts.joined(separator: " ") + "\n")
        return 7
    }

    /// Tells which of stdin, stdout and stderr are open.
    private static func closed(_ report: Report) -> Int32 {
        report.line("open \((Int32(0)..<3).filter { fcntl($0, F_GETFD) >= 0 && !report.uses($0) })")
        return 0
    }

    /// Copies stdin to stdout and to stderr.
    private static func echo() -> Int32 {
        while let line = readLine() {
            Report.standardOutput("out \(line)\n")
            Report.standardError("err \(line)\n")
        }
        return 0
    }

    /// Writes so many lines to stdout and to stderr.
    private static func chatter(_ count: Int) -> Int32 {
        for number in 0..<count {
            Report.standardOutput("out \(number)\n")
            Report.standardError("err \(number)\n")
        }
        return 0
    }

    /// Says so often that it is alive, in intervals of milliseconds.
    private static func beat(_ count: Int, every milliseconds: Int) async -> Int32 {
        for _ in 0..<count {
            SupervisedChild.current?.noteHeartbeat()
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
        return 0
    }

    /// Tells the open descriptors, the arguments, the name and whether the marker is gone.
    private static func describe(_ report: Report) -> Int32 {
        for number in Int32(3)..<64 {
            let flags = fcntl(number, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { report.line("inherited \(number)") }
        }
        report.line("child \(SupervisedChild.isOne)")
        report.line(unsafe "marker \(getenv("TIDEMARK_SUPERVISED") != nil)")
        report.line("arguments \(CommandLine.arguments)")
        return 0
    }

    /// Says that it answers, and crashes.
    private static func answer() -> Int32 {
        SupervisedChild.current?.noteAnswer()
        return raise(SIGKILL)
    }

    /// Does nothing, for ever; ends by any signal.
    private static func hang(_ report: Report) -> Int32 {
        report.line("ready \(getpid()) \(getppid())")
        while true { pause() }
    }

    /// Does nothing, for ever, and ignores SIGTERM.
    private static func ignore(_ report: Report) -> Int32 {
        signal(SIGTERM, SIG_IGN)
        return hang(report)
    }

    /// Works until interrupted, then cleans up until it reads a line from stdin, reporting what arrives.
    private static func listen(_ report: Report) async -> Int32 {
        do {
            let interruptions = try Interruptions.listen { report.line("\($0.reason) \($0.count)") }
            report.line("ready \(getpid()) \(getppid())")
            let code = await interruptions.run {
                while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
                report.line("cleaning")
                return 0
            }
            _ = readLine()
            report.line("clean")
            return interruptions.first?.code.exitCode.rawValue ?? code
        } catch {
            return 1
        }
    }

    /// Hears of everything and does nothing about it, as a blocked library call does.
    private static func stubborn(_ report: Report) -> Int32 {
        do {
            _ = try Interruptions.listen { report.line("\($0.reason) \($0.count)") }
        } catch {
            return 1
        }
        return hang(report)
    }
}
