extension Duration {
    /// Whole milliseconds, at least 1 for a positive duration and never more than librdkafka's `int` takes.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
        return Int32(clamping: Int(min(milliseconds.rounded(.up), Double(Int32.max))))
    }
}
