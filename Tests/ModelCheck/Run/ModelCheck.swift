import Foundation
import TestSupport

/// The model check as a program.
public enum ModelCheck {
    /// How many schedules go through librdkafka at once; they mostly wait.
    static let simultaneous = 6

    /// Runs the program.
    ///
    /// - Parameter arguments: What was typed behind its name.
    /// - Returns: The exit code.
    public static func main(_ arguments: [String]) async -> Int32 {
        guard !arguments.contains("--help"), let options = Options(arguments) else {
            print(Options.usage)
            return arguments.contains("--help") ? 0 : 64
        }
        do {
            if let file = options.replay { return try await replay(file, options) }
            if let number = options.shrink { return try await shrink(number, options) }
            if let batch = options.batch { return try await carryOut(batch, options) }
            return try await Check(options).run()
        } catch {
            print("model-check: \(error)")
            return 1
        }
    }

    /// A directory for journals: nothing here is to survive the machine, so memory will do.
    private static func scratch() throws -> ScratchDirectory {
        let shared = "/dev/shm"
        let isThere = FileManager.default.isWritableFile(atPath: shared)
        return try ScratchDirectory(named: "tidemark-model", in: isThere ? shared : nil)
    }

    static func schedule(_ number: Int, _ options: Options) -> Schedule {
        var schedule = ScheduleGenerator.schedule(number: number, seed: options.seed, client: options.client)
        guard let writer = options.writer, options.client == .librdkafka else { return schedule }
        schedule.isWrittenByOwnClient = writer == .own
        schedule.isReadByOwnClient = schedule.isReadByOwnClient || schedule.isWrittenByOwnClient
        return schedule
    }

    static func json(_ value: some Encodable, isPretty: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A child's work: one line when a schedule begins, one with its verdict.
    private static func carryOut(_ batch: Range<Int>, _ options: Options) async throws -> Int32 {
        let scratch = try scratch()
        let directory = scratch.path
        await withTaskGroup(of: Void.self) { trials in
            var numbers = batch.makeIterator()
            func begin() {
                guard let number = numbers.next() else { return }
                say("begin \(number)")
                trials.addTask {
                    let verdict = await Trial.run(schedule(number, options), wrong: options.wrong, in: directory)
                    say("end \(number) \((try? json(verdict)) ?? "{}")")
                }
            }
            for _ in 0..<(options.client == .direct ? 1 : simultaneous) { begin() }
            for await _ in trials { begin() }
        }
        return 0
    }

    private static func replay(_ file: String, _ options: Options) async throws -> Int32 {
        let scratch = try scratch()
        let directory = scratch.path
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        let schedule = try JSONDecoder().decode(Schedule.self, from: data)
        let verdict = await Trial.run(schedule, wrong: options.wrong, in: directory)
        print(try json(verdict, isPretty: true))
        return verdict.violations.isEmpty ? 0 : 1
    }

    private static func shrink(_ number: Int, _ options: Options) async throws -> Int32 {
        let scratch = try scratch()
        let directory = scratch.path
        func broken(_ schedule: Schedule) async -> Set<Violation.Promise> {
            Set(await Trial.run(schedule, wrong: options.wrong, in: directory).violations.map(\.promise))
        }
        let whole = schedule(number, options)
        let promises = await broken(whole)
        // Another failure than the one that was found would not help.
        let smallest = await Shrinking.shrink(whole) { !(await broken($0)).isDisjoint(with: promises) }
        print(try json(smallest))
        return 0
    }

    /// One whole line, at once.
    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
