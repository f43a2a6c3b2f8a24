import KafkaTestSupport
import Offsets
import Testing

/// What the daemon takes of the machine, second by second.
final class FootprintSampler: Sendable {
    private static let interval = Duration.seconds(1)
    /// From here on a soak is compared with its fifth minute.
    private static let long = Duration.seconds(600)
    /// How much more memory it may have at the end than in its fifth minute.
    private static let growth = 1.1
    /// The same for the end of a short soak against its second fifth, in which not everything has happened for the first
    /// time: a broker that is away, a run that is late, the pages of the program that say so.
    private static let shortGrowth = 1.25
    /// A job, and a recovery or a hook beside it.
    private static let mostChildren = 2

    private let daemon: RunningCommand
    private let start = ContinuousClock.now
    private let samples = Kept<[(at: Duration, footprint: ProcessFootprint)]>([])

    init(_ daemon: RunningCommand) { self.daemon = daemon }

    func sample(until end: Deadline) async throws {
        while !end.hasPassed {
            let at = start.duration(to: .now)
            if let footprint = daemon.footprint { samples.change { $0.append((at, footprint)) } }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Compares the end with the beginning, once everything that is needed had been there.
    func judge(of length: Duration) {
        let isLong = length >= Self.long
        let early = isLong ? .seconds(240)...(.seconds(360)) : length / 5...length * 2 / 5
        let late = (isLong ? length - .seconds(120) : length * 4 / 5)...length
        let (first, last) = (figures(early), figures(late))
        guard let first, let last else {
            Issue.record("the daemon was never at rest: \(samples.value.count) samples")
            return
        }
        let ratio = Double(last.memory) / Double(first.memory)
        let most = samples.value.map(\.footprint.children).max() ?? 0
        print(
            """
            memory of the daemon: \(Self.mebibytes(first.memory)) MiB from \(early.lowerBound) to \(early.upperBound), \
            \(Self.mebibytes(last.memory)) MiB at the end, \(Int((ratio * 100).rounded())) %; at most \
            \(Self.mebibytes(samples.value.map(\.footprint.residentBytes).max() ?? 0)) MiB
            at rest: \(first.descriptors) descriptors then, \(last.descriptors) at the end; threads \(first.threads), \
            \(last.threads); at most \(most) children at once
            """
        )
        #expect(ratio <= (isLong ? Self.growth : Self.shortGrowth), "\(first.memory) bytes, then \(last.memory)")
        #expect(last.descriptors <= first.descriptors)
        #expect(last.endedChildren == 0)
        #expect(most <= Self.mostChildren)
    }

    private struct Figures {
        /// The memory in the middle of all samples, in bytes.
        var memory: Int
        /// The fewest while no child ran: what is never given back.
        var descriptors: Int
        var threads: Int
        var endedChildren: Int
    }

    private func figures(_ time: ClosedRange<Duration>) -> Figures? {
        let all = samples.value.filter { time.contains($0.at) }.map(\.footprint)
        let resting = all.filter { $0.children == 0 }
        guard !resting.isEmpty else { return nil }
        return Figures(
            memory: all.map(\.residentBytes).sorted()[all.count / 2],
            descriptors: resting.map(\.descriptors).min() ?? 0,
            threads: resting.map(\.threads).min() ?? 0,
            endedChildren: resting.map(\.endedChildren).min() ?? 0
        )
    }

    private static func mebibytes(_ bytes: Int) -> Double { (Double(bytes) / 104_857.6).rounded() / 10 }
}
