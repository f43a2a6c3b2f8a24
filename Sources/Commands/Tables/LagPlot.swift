import Offsets

/// Lag over time, drawn in a few lines of block characters.
struct LagPlot {
    /// Enough to see a rise and a fall, and little enough for a table to stay on the screen.
    private static let height = 5
    /// A cell of a terminal has so many steps, from the lowest block to the full one.
    private static let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    /// Narrower, nothing is to be seen.
    private static let narrowest = 10

    /// The lines, none where there is nothing to draw.
    let lines: [String]

    /// Draws lag, oldest first; where it is not known nothing is drawn.
    ///
    /// Each column stands for the same length of time, and is as high as the most lag in it.
    ///
    /// - Parameters:
    ///   - points: The moments with the lag, in records.
    ///   - width: The columns that there are.
    init(_ points: [(at: Timestamp, lag: Int64?)], width: Int) {
        let known = points.compactMap { point in point.lag.map { (at: point.at, lag: max(0, $0)) } }
        guard let most = known.map(\.lag).max(), most > 0, let first = points.map(\.at).min(),
            let last = points.map(\.at).max(), first < last
        else {
            lines = []
            return
        }
        let label = "\(most)"
        let room = width - label.count - 2
        guard room >= Self.narrowest else {
            lines = []
            return
        }
        let columns = min(room, points.count)
        var heights = [Int64?](repeating: nil, count: columns)
        let span = Double(last.nanoseconds) - Double(first.nanoseconds)
        for point in known {
            let part = (Double(point.at.nanoseconds) - Double(first.nanoseconds)) / span
            let column = min(columns - 1, Int(part * Double(columns)))
            heights[column] = max(heights[column] ?? 0, point.lag)
        }
        var lines: [String] = []
        let margin = String(repeating: " ", count: label.count - 1)
        for row in (0..<Self.height).reversed() {
            let title = row == Self.height - 1 ? label : row == 0 ? "\(margin)0" : "\(margin) "
            let cells = heights.map { height in height.map { Self.cell($0, of: most, row) } ?? " " }
            lines.append("\(title) │\(cells.joined())")
        }
        let (begin, end) = (Cell.minute(first), Cell.minute(last))
        let gap = String(repeating: " ", count: max(2, columns - begin.count - end.count))
        lines.append("\(margin)  └\(begin)\(gap)\(end)")
        self.lines = ["lag over time, in records"] + lines
    }

    /// What stands in one row of a column: some lag is always seen.
    private static func cell(_ lag: Int64, of most: Int64, _ row: Int) -> String {
        let steps = Double(height * blocks.count)
        let filled = lag == 0 ? 0 : max(1, Int((Double(lag) / Double(most) * steps).rounded()))
        let inRow = filled - row * blocks.count
        return inRow <= 0 ? " " : blocks[min(inRow, blocks.count) - 1]
    }
}
