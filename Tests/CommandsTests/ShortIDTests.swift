import Offsets
import Testing

@testable import Commands

struct ShortIDTests {
    @Test(
        arguments: [
            (["20261121T030000Z-1a2b3c4d"], "20261121"),
            (["20261121T030000Z-1a2b3c4d", "20261122T030000Z-1a2b3c4d"], "20261121"),
            (["20261121T030000Z-1a2b3c4d", "20261121T040000Z-1a2b3c4d"], "20261121T03"),
            (["20261121T030000Z-1a2b3c4d", "20261121T030500Z-1a2b3c4d"], "20261121T0300"),
            (["20261121T030000Z-1a2b3c4d", "20261121T030001Z-1a2b3c4d"], "20261121T030000Z"),
            (["20261121T030000Z-1a2b3c4d", "20261121T030000Z-2a2b3c4d"], "20261121T030000Z-1"),
            (["20261121T030000Z-1a2b3c4d", "20261121T030000Z-1a2c3c4d"], "20261121T030000Z-1a2b"),
            ([], "20261121"),
        ] as [([String], String)]
    )
    func `an id is as short as is unique, and ends where a person would end it`(ids: [String], short: String) {
        let ids = ids.map { SnapshotID(text: $0) }
        #expect(ShortIDs(of: ids).text(SnapshotID(text: "20261121T030000Z-1a2b3c4d")) == short)
        #expect(Set(ids.map(ShortIDs(of: ids).text)).count == ids.count)
    }
}
