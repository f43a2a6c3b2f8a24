import KafkaTestSupport
import Offsets
import SnapshotFormat
import TestSupport

/// Reads files that were changed at random, checksums and digests made right again, and looks at what comes of each.
///
/// What is read must be written as the very same content; reading one group must agree with reading all; what was changed
/// without making it right must be refused; nothing may take longer or more memory than docs/format.md says.
package struct FormatFuzz {
    /// What came of all files.
    package struct Outcome: Sendable {
        package var files = 0
        package var accepted = 0
        package var refused = 0
        package var slowest = Duration.zero
        /// What went wrong, with the number of the file.
        package var failures: [String] = []
    }

    /// A file of a kilobyte has to be read within this; a larger one within as much for each kilobyte.
    private static let patience: Duration = .seconds(1)
    /// Beside what is declared: what the program itself takes now and then.
    private static let slack = 32 << 20
    /// A file of so many of the failures is enough.
    private static let mostFailures = 20

    /// A file that declares so many bytes is changed seldom: it takes as long as a hundred small ones.
    private static let large = 1 << 16
    private static let oddsOfLarge = 64

    private let small: [HandmadeFile]
    private let large: [HandmadeFile]
    private let seed: UInt64
    private let checksLimits: Bool

    /// A run over changed forms of files.
    ///
    /// - Parameters:
    ///   - files: Intact files that are changed.
    ///   - seed: By which a run can be had again.
    ///   - checksLimits: Whether time and memory are looked at; not in a debug build and not beside other tests.
    /// - Throws: What is wrong with a file that is not intact.
    package init(of files: [[UInt8]], seed: UInt64, checksLimits: Bool) throws {
        let originals = try files.map { try HandmadeFile($0) }
        small = originals.filter { $0.declaredBytes < Self.large }
        large = originals.filter { $0.declaredBytes >= Self.large }
        self.seed = seed
        self.checksLimits = checksLimits
    }

    /// Reads the changed files with these numbers.
    package func run(_ numbers: Range<Int>, progress: (Outcome) -> Void = { _ in }) -> Outcome {
        var outcome = Outcome()
        for number in numbers {
            read(number, &outcome)
            outcome.files += 1
            if outcome.files % 10_000 == 0 { progress(outcome) }
            if outcome.failures.count >= Self.mostFailures { break }
        }
        return outcome
    }

    /// Reads the files of a kilobyte that ask for most.
    package func runGreedy() throws -> Outcome {
        var outcome = Outcome()
        for (name, file) in try GreedyFile.all() {
            outcome.files += 1
            _ = decode(try file.bytes, of: file, name, &outcome)
        }
        return outcome
    }

    private func read(_ number: Int, _ outcome: inout Outcome) {
        var mutation = FileMutation(random: SeededRandom(seed: seed &+ UInt64(number)))
        let isLarge = Int.random(in: 0..<Self.oddsOfLarge, using: &mutation.random) == 0 && !large.isEmpty
        guard var file = (isLarge ? large : small).randomElement(using: &mutation.random) else { return }
        let isDamage = Int.random(in: 0..<8, using: &mutation.random) == 0
        if !isDamage {
            mutation.change(&file, beside: small)
            file.makeRight()
        }
        guard var bytes = try? file.bytes else { return }
        let intact = bytes
        if isDamage { mutation.damage(&bytes) }
        guard let decoded = decode(bytes, of: file, "file \(number)", &outcome) else { return }
        if isDamage, bytes != intact { outcome.failures.append("file \(number): damage was not noticed") }
        do {
            try check(decoded, of: file, bytes)
        } catch {
            outcome.failures.append("file \(number): \(error)")
        }
    }

    /// Reads a file, and looks at the time and the memory that it takes.
    private func decode(
        _ bytes: [UInt8],
        of file: HandmadeFile,
        _ name: String,
        _ outcome: inout Outcome
    ) -> DecodedSnapshot? {
        let resident = checksLimits ? Memory.bytes("VmRSS") : 0
        if checksLimits { Memory.forgetPeak() }
        let began = ContinuousClock.now
        let decoded: DecodedSnapshot?
        do {
            decoded = try SnapshotFile.decode(bytes)
        } catch {
            decoded = nil
        }
        let taken = began.duration(to: .now)
        outcome.slowest = max(outcome.slowest, taken)
        if checksLimits {
            let patience = Self.patience * max(1, (bytes.count + 1_023) / 1_024)
            if taken > patience { outcome.failures.append("\(name): \(bytes.count) bytes took \(taken)") }
            let grown = Memory.bytes("VmHWM") - resident
            if grown > 3 * file.declaredBytes + Self.slack {
                outcome.failures.append("\(name): \(grown >> 20) MiB for \(file.declaredBytes) bytes declared")
            }
        }
        if decoded == nil { outcome.refused += 1 } else { outcome.accepted += 1 }
        return decoded
    }

    /// What was read must be what was written, whichever way it is read.
    private func check(_ decoded: DecodedSnapshot, of file: HandmadeFile, _ bytes: [UInt8]) throws {
        guard try SnapshotFile.verify(bytes) == decoded.digest else {
            throw Disagreement(what: "verify has another digest")
        }
        let encoded = try SnapshotFile.encode(decoded.snapshot)
        let isPlain = file.minor == 0 && file.sections.allSatisfy { $0.type <= 7 }
        guard encoded.digest == decoded.digest || !isPlain else { throw Disagreement(what: "it has two forms") }
        guard encoded.offsetsDigest == decoded.offsetsDigest, encoded.id == decoded.id || !isPlain else {
            throw Disagreement(what: "it has other offsets when written")
        }
        let groups = decoded.snapshot.groups
        let excerpt = try SnapshotFile.excerpt(bytes, of: .named(groups.suffix(1).map(\.group)))
        guard excerpt.groups == Array(groups.suffix(1)), excerpt.names == GroupNames(groups.map(\.group)) else {
            throw Disagreement(what: "one group alone is another")
        }
    }

    private struct Disagreement: Error, CustomStringConvertible {
        let what: String

        var description: String { what }
    }
}
