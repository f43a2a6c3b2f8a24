public import Offsets

extension ValueParser where Value == TimeExpression {
    /// A time as people type it; which moment that is depends on the time and the zone of whoever types it.
    public static var time: ValueParser {
        ValueParser(placeholder: "TIME") { text throws(InvalidValue) in
            guard let time = TimeExpression(text) else {
                throw InvalidValue("'\(text)' is not a time; write for example \(TimeExpression.examples)")
            }
            return time
        }
    }
}
