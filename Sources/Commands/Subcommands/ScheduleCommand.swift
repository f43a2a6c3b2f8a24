import Offsets
import Syntax

/// `tidemark schedule`: what a schedule means.
enum ScheduleCommand {
    static let command = Command(
        "schedule",
        summary: "Show when a schedule is due",
        subcommands: [check]
    )

    private static let expression = Argument<String>(.text("EXPRESSION"), help: "a schedule, as systemd's OnCalendar=")
    private static let zone = Option<String?>(
        "zone",
        .nonEmptyText("ZONE"),
        help: "the time zone it is meant in, such as Europe/Paris (default: UTC)"
    )
    private static let after = Option<TimeExpression?>(
        "after",
        .time,
        help: "show the times after this one (default: now)"
    )
    private static let count = Option<Int>(
        .long("count", short: "n"),
        .count(upTo: 1_000),
        default: 5,
        defaultText: "5",
        help: "how many times to show"
    )

    private static let check = Command(
        CommandSyntax(
            "check",
            summary: "Show a schedule in its normal form, and when it is due next",
            discussion: [
                "The grammar is that of systemd's OnCalendar=: days of the week, a date, a time and a time zone, each of which "
                    + "may be left out, or a word such as hourly, daily or weekly.",
                "Where the clocks change, a schedule that names its hours and minutes (03:00) is due once a day: at the end of "
                    + "the gap when they go forward over it, and the first time when they go back. Any other (*:30) follows the "
                    + "hours that pass.",
            ],
            arguments: [expression],
            options: [OptionGroup("Schedule", zone, after, count), OutputOptions.plain],
            examples: [
                CommandExample("tidemark schedule check '*-*-* 03:00:00' --zone Europe/Paris", "every night"),
                CommandExample("tidemark schedule check 'Mon..Fri *:0/15'", "every quarter of an hour on working days"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.usage, "the schedule or the time zone is wrong, or it is never due again"),
                CommandExits.exit(.configuration, "the time zone's file is damaged"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let text = try arguments[expression]
        let calendar: CalendarExpression
        do throws(CalendarError) {
            calendar = try CalendarExpression(text)
        } catch {
            throw TidemarkError(
                .badSchedule,
                error.message,
                hint: error.hint.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
            )
        }
        let given = try arguments[zone]
        if let named = calendar.zone, let given, named != given {
            throw TidemarkError(
                .twoTimeZones,
                "the schedule names the time zone \(named), and --zone says \(given)",
                hint: "Name it once."
            )
        }
        let rules = try TimeZoneFile.rules(calendar.zone ?? given ?? "UTC", context.environment)
        let schedule = CalendarSchedule(calendar, in: rules)
        let begin = try arguments[after].map { try context.moments(of: $0).lowerBound }
        let times = due(schedule, after: begin ?? .now(), count: try arguments[count])
        guard !times.isEmpty else {
            throw TidemarkError(
                .neverDue,
                "'\(text)' is never due" + (begin == nil ? " again" : " after that time"),
                hint: "Its normal form is: \(calendar)"
            )
        }
        context.show(DueTimes(schedule: schedule, times: times))
        return .done
    }

    private static func due(_ schedule: CalendarSchedule, after moment: Timestamp, count: Int) -> [Timestamp] {
        var times: [Timestamp] = []
        while times.count < count, let next = schedule.next(after: times.last ?? moment) { times.append(next) }
        return times
    }
}

/// A schedule in its normal form, and when it is due.
private struct DueTimes: CommandResult {
    let schedule: CalendarSchedule
    let times: [Timestamp]

    func writeTable(to sink: OutputSink) {
        sink.writeLine("schedule: \(schedule.expression)")
        sink.writeLine("zone:     \(schedule.zone.name)")
        let isUTC = schedule.zone == .utc
        for (index, time) in times.enumerated() {
            let title = index == 0 ? "next:     " : "          "
            sink.writeLine(title + schedule.wallText(time) + (isUTC ? "" : "  (\(Cell.time(time)))"))
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("schedule", schedule.expression.description)
        json.member("zone", schedule.zone.name)
        json.member("times", array: times.map { DueTimePayload(at: $0, local: schedule.wallText($0)) })
    }
}

/// The object `{"at", "local"}`.
private struct DueTimePayload: JSONPayload {
    let at: Timestamp
    let local: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", at)
            json.member("local", local)
        }
    }
}

extension ValueParser where Value == Int {
    /// A whole number from 1 to a limit.
    fileprivate static func count(upTo limit: Int) -> ValueParser {
        ValueParser(placeholder: "COUNT") { text throws(InvalidValue) in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let count = Int(text), (1...limit).contains(count)
            else { throw InvalidValue("'\(text)' is not a whole number from 1 to \(limit)") }
            return count
        }
    }
}
