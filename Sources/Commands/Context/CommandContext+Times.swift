import Offsets
import Syntax

extension CommandContext {
    /// The moments that a time means which somebody types here; they are told where they depend on here and now.
    ///
    /// - Parameters:
    ///   - expression: The time.
    ///   - direction: Which way it is meant from now.
    /// - Returns: The first and the last moment that are meant.
    /// - Throws: exit 64 when there is no such time or time zone, 78 when the zone's file cannot be read.
    func moments(
        of expression: TimeExpression,
        _ direction: TimeReader.Direction = .back
    ) throws(TidemarkError) -> ClosedRange<Timestamp> {
        let environment = environment
        let reader = TimeReader(now: .now()) { name throws(TidemarkError) in
            guard let name else { return try TimeZoneFile.ownRules(environment) }
            return try TimeZoneFile.rules(name, environment)
        }
        let moments = try reader.moments(of: expression, direction)
        if !expression.isAbsolute {
            let first = try reader.words(for: moments.lowerBound, as: expression)
            let last =
                expression.isDay
                ? " to \(try reader.words(for: moments.upperBound, as: expression))" : ""
            note("'\(expression)' is \(first)\(last)")
        }
        return moments
    }
}

/// From when to when something is looked for.
enum TimeOptions {
    static let since = Option<TimeExpression?>(
        "since",
        .time,
        help: "only snapshots that began at or after TIME: RFC 3339, a day, 03:00, 'yesterday 03:00', or 2h (ago)"
    )
    static let until = Option<TimeExpression?>(
        "until",
        .time,
        help: "only snapshots that began at or before TIME; a day means all of it"
    )

    /// The moments that the options leave.
    ///
    /// - Throws: exit 64 when they leave none, or one of them is no time; 78 when a zone's file cannot be read.
    static func moments(_ arguments: ParsedArguments, _ context: CommandContext) throws -> ClosedRange<Timestamp> {
        let first = try arguments[since].map { try context.moments(of: $0).lowerBound }
        let last = try arguments[until].map { try context.moments(of: $0).upperBound }
        let (begin, end) = (first ?? Timestamp(nanoseconds: .min), last ?? Timestamp(nanoseconds: .max))
        guard begin <= end else {
            throw TidemarkError(
                .contradiction,
                "--since \(begin) is after --until \(end)",
                hint: "Swap the two times."
            )
        }
        return begin...end
    }
}
