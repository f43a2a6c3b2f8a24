import KafkaDirect
import KafkaProtocol
import KafkaTestSupport
import TestSupport

/// Reads answers that were changed at random as the direct client reads them, and looks at what comes of each.
///
/// What nothing is wrong with must be read; what is read must be the same when it is written and read again; the decoders
/// that are made for long answers must take and refuse the same as the tables, and read the same; nothing may take longer
/// or more memory than the limits here.
package struct AnswerFuzz {
    /// What came of all answers.
    package struct Outcome: Sendable {
        package var answers = 0
        package var accepted = 0
        package var refused = 0
        package var slowest = Duration.zero
        /// The most memory that an answer took which was read, in bytes for each of its own.
        package var greediest = 0.0
        /// What went wrong, with the number of the answer.
        package var failures: [String] = []
    }

    /// How much memory what is read of an answer may take, in bytes for each of its own; CONTRIBUTING.md says so as well.
    package static let memoryPerByte = 64
    /// The same for what does not depend on the length.
    private static let memoryOfAny = 4_096
    /// What the program itself takes now and then.
    private static let slack = 32 << 20
    /// An answer of a kilobyte has to be read within this; a longer one within as much for each kilobyte.
    private static let patience: Duration = .seconds(1)
    /// How long an answer is at most that is written and read again: where it is longer, a text that is not UTF-8 may become
    /// longer than a length can say.
    private static let longestWritten = 10_000
    /// As many of the failures are enough.
    private static let mostFailures = 20
    /// After how many answers the memory of the process is looked at.
    private static let stride = 1_000

    private let seed: UInt64
    private let checksLimits: Bool

    /// A run over changed answers.
    ///
    /// - Parameters:
    ///   - seed: By which a run can be had again.
    ///   - checksLimits: Whether time and the memory of the process are looked at; not in a debug build and not beside other
    ///     tests.
    package init(seed: UInt64, checksLimits: Bool) {
        self.seed = seed
        self.checksLimits = checksLimits
    }

    /// Reads the changed answers with these numbers.
    package func run(_ numbers: Range<Int>, progress: (Outcome) -> Void = { _ in }) -> Outcome {
        var outcome = Outcome()
        var (resident, longest) = (0, 0)
        for number in numbers {
            if checksLimits, outcome.answers % Self.stride == 0 {
                checkMemory("answers up to \(number)", since: resident, of: longest, &outcome)
                (resident, longest) = (Memory.bytes("VmRSS"), 0)
                Memory.forgetPeak()
            }
            let answer = ChangedAnswer(seed: seed &+ UInt64(number))
            longest = max(longest, answer.frame.count)
            var check = AnswerCheck(answer.api, answer.version, answer.frame)
            let name = "answer \(number), \(answer.api) \(answer.version)"
            read(name, answer.frame, isIntact: answer.isIntact, &check, &outcome)
            var streams = StreamCheck(SeededRandom(seed: seed &+ UInt64(number)))
            if let failure = streams.failure(with: answer.frame) {
                outcome.failures.append("\(name): \(failure)")
            }
            outcome.answers += 1
            if outcome.answers % 10_000 == 0 { progress(outcome) }
            if outcome.failures.count >= Self.mostFailures { break }
        }
        return outcome
    }

    /// Reads the answers that ask for most.
    ///
    /// - Parameters:
    ///   - size: About how many bytes each of them has.
    ///   - versions: How many of the newest versions of each request are read.
    /// - Returns: What came of them.
    package func runGreedy(_ size: Int, versions: Int = .max) -> Outcome {
        var outcome = Outcome()
        GreedyAnswer.forEach(size, versions: versions) { answer in
            let resident = checksLimits ? Memory.bytes("VmRSS") : 0
            if checksLimits { Memory.forgetPeak() }
            var check = AnswerCheck(answer.api, answer.version, answer.frame)
            read(answer.name, answer.frame, isIntact: false, &check, &outcome)
            if checksLimits { checkMemory(answer.name, since: resident, of: answer.frame.count, &outcome) }
            outcome.answers += 1
        }
        return outcome
    }

    private func read(
        _ name: String,
        _ frame: [UInt8],
        isIntact: Bool,
        _ check: inout AnswerCheck,
        _ outcome: inout Outcome
    ) {
        let began = ContinuousClock.now
        check.decode()
        let taken = began.duration(to: .now)
        outcome.slowest = max(outcome.slowest, taken)
        if checksLimits, taken > Self.patience * max(1, (frame.count + 1_023) / 1_024) {
            outcome.failures.append("\(name): \(frame.count) bytes took \(taken)")
        }
        if let message = check.message {
            outcome.accepted += 1
            let footprint = Footprint.bytes(of: message)
            outcome.greediest = max(outcome.greediest, Double(footprint - Self.memoryOfAny) / Double(frame.count))
            if footprint > Self.memoryPerByte * frame.count + Self.memoryOfAny {
                outcome.failures.append("\(name): \(frame.count) bytes took \(footprint) of memory")
            }
        } else {
            outcome.refused += 1
            if isIntact { outcome.failures.append("\(name): refused, and nothing is wrong with it") }
        }
        if let failure = check.failure(writesAgain: frame.count <= Self.longestWritten) {
            outcome.failures.append("\(name): \(failure)")
        }
    }

    private func checkMemory(_ name: String, since resident: Int, of bytes: Int, _ outcome: inout Outcome) {
        let grown = Memory.bytes("VmHWM") - resident
        // What the decoders for long answers read is there beside what the table has read.
        guard resident > 0, grown > 2 * Self.memoryPerByte * bytes + Self.slack else { return }
        outcome.failures.append("\(name): \(grown >> 20) MiB for an answer of \(bytes) bytes")
    }
}
