import Foundation
import Synchronization

/// A process that carries out some schedules.
enum Child {
    /// What a process told before it ended.
    struct Result: Sendable {
        let client: Schedule.Client
        var verdicts: [(number: Int, verdict: Verdict)] = []
        /// The schedules it was at when it crashed or hung.
        var lost: [Failure] = []
    }

    /// Carries out a batch; a crash costs the schedules that were under way, and the rest goes on in another process.
    static func run(
        _ batch: Range<Int>,
        _ client: Schedule.Client,
        _ options: Options,
        patience: Int
    ) async -> Result {
        var result = Result(client: client)
        var rest = batch
        while !rest.isEmpty {
            let (lines, ending) = await output(
                arguments(options, client) + ["--batch", "\(rest.lowerBound)-\(rest.upperBound)"],
                silence: patience
            )
            var begun: Set<Int> = []
            for line in lines {
                let words = line.split(separator: " ", maxSplits: 2)
                guard words.count >= 2, let number = Int(words[1]) else { continue }
                if words[0] == "begin" { begun.insert(number) }
                if words[0] == "end", words.count == 3,
                    let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(words[2].utf8))
                {
                    begun.remove(number)
                    result.verdicts.append((number, verdict))
                }
            }
            let done = Set(result.verdicts.map(\.number))
            for number in begun.sorted() {
                let words = ["its process \(ending) while \(begun.sorted()) were under way"]
                result.lost.append(Failure(number: number, client: client, words: words, isLost: true))
            }
            let last = max(done.max() ?? -1, begun.max() ?? -1)
            // Without any sign of work there is no use in another process.
            rest =
                begun.isEmpty || last < rest.lowerBound
                ? rest.upperBound..<rest.upperBound : (last + 1)..<rest.upperBound
        }
        let known = Set(result.verdicts.map(\.number) + result.lost.map(\.number))
        for number in batch where !known.contains(number) {
            result.lost.append(Failure(number: number, client: client, words: ["it was not carried out"], isLost: true))
        }
        return result
    }

    /// A schedule as small as it still fails, as JSON; `nil` when that crashes.
    static func shrink(_ number: Int, _ client: Schedule.Client, _ options: Options) async -> String? {
        let (lines, _) = await output(arguments(options, client) + ["--shrink", "\(number)"], silence: 600)
        return lines.last { $0.hasPrefix("{") }
    }

    private static func arguments(_ options: Options, _ client: Schedule.Client) -> [String] {
        ["--seed", "\(options.seed)", "--client", client.rawValue]
            + (options.writer.map { ["--writer", $0.rawValue] } ?? [])
            + (options.wrong.map { ["--wrong", $0.rawValue] } ?? [])
    }

    /// Everything a process of this program prints, and how it ended; one that is silent for too long is killed.
    private static func output(_ arguments: [String], silence: Int) async -> (lines: [String], ending: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardOutput = pipe
        // What a crash prints would hide what the check prints.
        process.standardError = FileHandle.nullDevice
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: read(process, pipe.fileHandleForReading, silence: silence))
            }
        }
    }

    private static func read(
        _ process: Process,
        _ handle: FileHandle,
        silence: Int
    ) -> (lines: [String], ending: String) {
        do {
            try process.run()
        } catch {
            return ([], "could not be started: \(error)")
        }
        var bytes: [UInt8] = []
        var hangs = false
        while true {
            var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&request, 1, Int32(silence * 1_000)) > 0 else {
                hangs = true
                kill(process.processIdentifier, SIGKILL)
                break
            }
            let data = handle.availableData
            guard !data.isEmpty else { break }
            bytes += data
        }
        process.waitUntilExit()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        let how = process.terminationReason == .uncaughtSignal ? "crashed with signal" : "ended with exit code"
        return (lines, hangs ? "hung" : "\(how) \(process.terminationStatus)")
    }
}
