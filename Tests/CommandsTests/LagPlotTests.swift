import Offsets
import Testing

@testable import Commands

struct LagPlotTests {
    private static func plot(_ lags: [Int64?], width: Int = 40) -> [String] {
        let points = lags.enumerated().map {
            (at: Timestamp(nanoseconds: Int64($0.offset) * 60_000_000_000), lag: $0.element)
        }
        return LagPlot(points, width: width).lines
    }

    @Test(arguments: [[], [5], [nil, nil], [0, 0, 0], [nil, 0]] as [[Int64?]])
    func `where there is nothing to see nothing is drawn`(lags: [Int64?]) {
        #expect(Self.plot(lags).isEmpty)
    }

    @Test func `a little lag is seen, and what is not known is a gap`() {
        let lines = Self.plot([1_000, nil, 1, 0, 500])
        #expect(lines[5] == "   0 │█ ▁ █")
        #expect(lines[1] == "1000 │█    ")
    }

    @Test(arguments: [20, 40, 80, 200], [2, 10, 1_000])
    func `no line is wider than the terminal, and each column has the most lag of its time`(width: Int, count: Int) {
        let lines = Self.plot((0..<count).map { Int64($0) }, width: width)
        // The times below need some room of their own.
        for line in lines.dropFirst().dropLast() { #expect(line.count <= width, "\(line)") }
        #expect(lines.isEmpty || lines[1].hasSuffix("█") || width < 20)
    }

    @Test func `numbers beyond reason are drawn as others`() {
        #expect(!Self.plot([.max, 0, .max], width: 60).isEmpty)
        #expect(!Self.plot([-5, 10], width: 60).isEmpty)
    }
}
