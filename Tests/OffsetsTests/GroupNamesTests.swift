import Offsets
import Testing

@Suite struct GroupNamesTests {
    private static let groups = ["", "a", "a b", "a\u{0}", "b", "billing", "e\u{301}", "é", "\u{10FFFF}"].map(
        GroupID.init
    )
    .sorted()

    @Test func `every name is what it was, and is found by its bytes`() {
        let names = GroupNames(Self.groups)
        #expect(Array(names) == Self.groups)
        for (number, group) in Self.groups.enumerated() { #expect(names.index(of: group) == number) }
        for absent in ["A", "aa", "bill", "billings", "e", "\u{10FFFE}"] {
            #expect(names.index(of: GroupID(absent)) == nil)
        }
        #expect(GroupNames([]).index(of: GroupID("")) == nil)
    }

    @Test func `names that are out of order, or twice there, are none`() {
        let bytes = Array("a-b-é".utf8)
        #expect(GroupNames(bytes, at: [0..<1, 2..<3, 4..<6]).map { $0.map(\.name) } == ["a", "b", "é"])
        #expect(GroupNames(bytes, at: [2..<3, 0..<1]) == nil)
        #expect(GroupNames(bytes, at: [0..<1, 0..<1]) == nil)
        #expect(GroupNames(bytes, at: [0..<2, 0..<1]) == nil)
        #expect(GroupNames(bytes, at: []) == GroupNames([]))
    }

    @Test func `the same names are equal, wherever they lie`() {
        let some = [GroupID("a"), GroupID("b")]
        #expect(GroupNames(Array("a-b-é".utf8), at: [0..<1, 2..<3]) == GroupNames(some))
        #expect(Set([GroupNames(some), GroupNames(Array("a-b-é".utf8), at: [0..<1, 2..<3])]).count == 1)
        #expect(GroupNames(some) != GroupNames(some.prefix(1)))
    }

    @Test func `wanted are those that are there, each once, in their order`() {
        let names = GroupNames(["a", "b", "c"].map(GroupID.init))
        #expect(WantedGroups.none.places(in: names) == [])
        #expect(WantedGroups.all.places(in: names) == [0, 1, 2])
        #expect(WantedGroups.named(["c", "x", "a", "c"].map(GroupID.init)).places(in: names) == [0, 2])
        #expect(WantedGroups.matching { $0.name > "a" }.places(in: names) == [1, 2])
    }
}
