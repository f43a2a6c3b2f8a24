/// Which values one part of a calendar expression allows, such as `0/15` for the minutes.
struct CalendarField: Hashable, Sendable {
    /// A value, or several at equal distances.
    struct Component: Hashable, Sendable {
        /// The first value.
        var start: Int64
        /// The last value that may be reached; `nil` for the end of the field.
        var stop: Int64?
        /// The distance between two values, 0 for the first one alone.
        var step: Int64 = 0

        /// Whether it is a single value.
        var isSingle: Bool { step == 0 }

        /// The first of its values that is not below a value, and not above the end of the field.
        func next(from value: Int64, end: Int64) -> Int64? {
            guard value > start else { return start <= end ? start : nil }
            guard step > 0 else { return nil }
            let found = start + (value - start + step - 1) / step * step
            return found <= min(stop ?? end, end) ? found : nil
        }
    }

    /// What is allowed; empty for every value.
    var components: [Component]

    /// Every value.
    static let any = CalendarField(components: [])

    /// One value.
    static func only(_ value: Int64) -> CalendarField {
        CalendarField(components: [Component(start: value)])
    }

    /// Whether it names its values one by one: no `*`, no range, no repetition.
    var isFixed: Bool { !components.isEmpty && components.allSatisfy(\.isSingle) }

    /// The first allowed value that is not below a value, and not above the end of the field.
    func next(from value: Int64, end: Int64) -> Int64? {
        guard !components.isEmpty else { return value <= end ? value : nil }
        return components.compactMap { $0.next(from: value, end: end) }.min()
    }

    /// The same field of days counted from the end of a month (1 is the last day), as days of a month of this length.
    func counted(fromEndOf length: Int64) -> CalendarField {
        CalendarField(
            components: components.map { component in
                let first = length + 1 - component.start
                guard let stop = component.stop else { return Component(start: first, step: component.step) }
                // A range is written from the end of the month and runs towards it.
                return Component(start: length + 1 - stop, stop: first, step: component.step)
            }
        )
    }
}
