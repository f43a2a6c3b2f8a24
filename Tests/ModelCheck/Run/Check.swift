import Foundation

/// A whole run: schedules in child processes, because a client library that ends its process must not end the check.
struct Check {
    /// How many schedules one child carries out.
    private static let batchSize: [Schedule.Client: Int] = [.direct: 100, .librdkafka: 25]
    /// Failures that are made smaller and printed; more would say nothing more.
    private static let shown = 3
    /// Below so many schedules nobody expects everything to be met.
    private static let meaningful = 300
    /// How long one schedule may take, in seconds; the shipped client waits for a minute and a half at most.
    private static let patience = 240

    private let options: Options
    private let served: Int

    init(_ options: Options) {
        self.options = options
        served = options.wrong == nil ? min(options.schedules, options.librdkafka ?? options.schedules / 25) : 0
    }

    /// Runs everything and prints what came of it.
    func run() async throws -> Int32 {
        let start = ContinuousClock.now
        print("model-check: \(options.schedules) schedules, \(served) of them through librdkafka, seed \(options.seed)")
        var tally = Tally()
        var failures: [Failure] = []
        await withTaskGroup(of: Child.Result.self) { children in
            var batches = batches.makeIterator()
            func begin() {
                guard options.wrong == nil || failures.isEmpty, let batch = batches.next() else { return }
                children.addTask { await Child.run(batch.numbers, batch.client, options, patience: Self.patience) }
            }
            for _ in 0..<options.workers { begin() }
            for await result in children {
                for (number, verdict) in result.verdicts {
                    tally.add(verdict, result.client)
                    if !verdict.violations.isEmpty {
                        failures.append(
                            Failure(
                                number: number,
                                client: result.client,
                                words: verdict.violations.map { "\($0.promise.rawValue): \($0.words)" }
                            )
                        )
                    }
                }
                failures += result.lost
                begin()
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        for line in tally.lines { print(line) }
        for failure in failures.sorted(by: { $0.number < $1.number }).prefix(Self.shown) { try await show(failure) }
        let missing = options.wrong == nil && options.schedules >= Self.meaningful ? tally.missing : []
        for word in missing { print("model-check: never met: \(word)") }
        let rate = Int(Double(options.schedules) / max(seconds, 0.001))
        print("model-check: \(failures.count) failures in \(Int(seconds)) s (\(rate) schedules a second)")
        return failures.isEmpty && missing.isEmpty ? 0 : 1
    }

    private var batches: [(numbers: Range<Int>, client: Schedule.Client)] {
        var batches: [(Range<Int>, Schedule.Client)] = []
        let direct = options.schedules - served
        for (client, count) in [(Schedule.Client.librdkafka, served), (.direct, direct)] {
            let size = Self.batchSize[client] ?? 1
            for first in stride(from: 0, to: count, by: size) {
                batches.append((first..<min(first + size, count), client))
            }
        }
        return batches
    }

    private func show(_ failure: Failure) async throws {
        var options = options
        options.client = failure.client
        let name = "schedule \(failure.number) (\(failure.client.rawValue)) of seed \(options.seed)"
        print("model-check: FAILED: \(name)")
        for word in failure.words { print("    \(word)") }
        if !failure.isLost, let smaller = await Child.shrink(failure.number, failure.client, options) {
            print("  as small as it still fails; --replay plays it:\n\(smaller)")
        } else {
            print("  --replay plays it:\n\(try ModelCheck.json(ModelCheck.schedule(failure.number, options)))")
        }
    }
}

/// A schedule that did not end as promised.
struct Failure: Sendable {
    let number: Int
    let client: Schedule.Client
    let words: [String]
    /// Whether its process crashed or hung.
    var isLost = false
}
