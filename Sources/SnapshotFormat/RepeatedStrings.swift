/// A column of optional strings, of which many behind one another are the same.
struct RepeatedStrings {
    private var strings: [String?] = []
    /// The number of the first row of each.
    private var starts: [Int] = []

    /// Adds the string of a row, which those behind it have as well.
    mutating func append(_ string: String?, from row: Int) {
        strings.append(string)
        starts.append(row)
    }

    /// The string of a row, one that is there.
    subscript(row: Int) -> String? {
        var range = 0..<starts.count
        while range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            range = starts[middle] <= row ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return strings[range.lowerBound]
    }
}
