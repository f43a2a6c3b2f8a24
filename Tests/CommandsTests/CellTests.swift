import Offsets
import Testing

@testable import Commands

struct CellTests {
    @Test(arguments: [(0, "0 B"), (999, "999 B"), (1_000, "1.0 KB"), (1_090, "1.1 KB"), (2_345_678, "2.3 MB")])
    func `a size has the unit that suits it`(count: Int, text: String) {
        #expect(Cell.bytes(count) == text)
    }

    @Test func `what is not known is a dash and never a number`() {
        #expect(Cell.number(Int64?.none) == "-")
        #expect(Cell.text(nil) == "-")
        #expect(Cell.movement(nil) == "-")
        #expect(Cell.time(nil) == "-")
    }

    @Test func `movements have a sign and times a zone`() {
        #expect([Cell.movement(5), Cell.movement(-5), Cell.movement(0)] == ["+5", "-5", "0"])
        #expect(Cell.time(Timestamp(nanoseconds: 1_500_000_000)) == "1970-01-01T00:00:01Z")
    }
}
