/// What one may ask of the program.
struct Options: Sendable {
    static let usage = """
        model-check [--schedules N] [--seed S] [--librdkafka N] [--writer WRITER] [--workers N] [--wrong ENGINE]
                    [--replay FILE]

        Carries out N restores (5000), each on a small simulated cluster where brokers fail, others interfere and the
        process dies, and checks after each: all old, or all new, or named undecided; the journal true; nothing written
        that was not journalled; nobody else's commit overwritten.

          --schedules N    how many
          --seed S         the number all choices come from; a random one is printed
          --librdkafka N   how many of them go through sockets and librdkafka, or our own client where it reads: every other one
                           (one in twenty-five)
          --writer WRITER  who writes the transactions of those: own or librdkafka (by turns: one in four our own client)
          --workers N      how many processes work at once (2)
          --wrong ENGINE   with an engine that is wrong on purpose: commits-before-pre-image, skips-fence,
                           takes-timeout-for-failure, changes-decision, names-nobody; ends with the first failure
          --replay FILE    carries out the one schedule in a file, as a failure prints it

        Exit code 0 when every schedule ended as promised and everything worth meeting was met, 1 otherwise, 64 for a
        mistake in the arguments.
        """

    var schedules = 5_000
    var seed = UInt64.random(in: 1...999_999_999)
    var librdkafka: Int?
    var writer: Writer?
    var workers = 2
    var wrong: WrongEngine?
    var replay: String?
    /// Only for the program's own children: the numbers of the schedules to carry out, and with which client.
    var batch: Range<Int>?
    var client = Schedule.Client.direct
    /// Only for a child: the number of a schedule to make smaller.
    var shrink: Int?

    /// Who writes all transactions of the schedules that go through sockets.
    enum Writer: String, Sendable {
        case own
        case librdkafka
    }

    /// Reads arguments; `nil` for a mistake.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch name {
            case "--schedules":
                guard let number = Int(value), number > 0 else { return nil }
                schedules = number
            case "--seed":
                guard let number = UInt64(value) else { return nil }
                seed = number
            case "--librdkafka":
                guard let number = Int(value), number >= 0 else { return nil }
                librdkafka = number
            case "--writer":
                guard let known = Writer(rawValue: value) else { return nil }
                writer = known
            case "--workers":
                guard let number = Int(value), number > 0 else { return nil }
                workers = number
            case "--wrong":
                guard let engine = WrongEngine(rawValue: value) else { return nil }
                wrong = engine
            case "--replay": replay = value
            case "--client":
                guard let known = Schedule.Client(rawValue: value) else { return nil }
                client = known
            case "--shrink":
                guard let number = Int(value) else { return nil }
                shrink = number
            case "--batch":
                let numbers = value.split(separator: "-").compactMap { Int($0) }
                guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
                batch = numbers[0]..<numbers[1]
            default: return nil
            }
        }
    }
}
