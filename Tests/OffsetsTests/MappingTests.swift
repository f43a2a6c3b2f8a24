import Offsets
import Testing

struct MappingTests {
    private func groups(_ names: String...) -> [GroupOffsets] { names.map { Samples.group($0, [("t", 0, 1)]) } }

    private func pairs(_ mapped: [MappedGroup]) -> [String] { mapped.map { "\($0.source)>\($0.target)" } }

    @Test func `without rules every group keeps its name`() throws {
        #expect(try pairs(Mapping.identity.apply(to: groups("b", "a"))) == ["a>a", "b>b"])
        #expect(try Mapping(to: nil) == .identity)
        #expect(try Mapping.identity.apply(to: []).isEmpty)
    }

    @Test func `the only group goes to the named target with its offsets`() throws {
        let mapped = try Mapping(to: "new").apply(to: groups("old"))
        #expect(pairs(mapped) == ["old>new"])
        #expect(mapped.first?.offsets == [Samples.offset("t", 0, 1)])
        #expect(try pairs(Mapping(to: "old").apply(to: groups("old"))) == ["old>old"])
    }

    @Test(arguments: [
        (["a=x"], ["b>b", "c>c", "a>x"]), (["a=x", "b=y"], ["c>c", "a>x", "b>y"]), (["a=a"], ["a>a", "b>b", "c>c"]),
        (["a=x=y"], ["b>b", "c>c", "a>x=y"]), (["a=x\\=y"], ["b>b", "c>c", "a>x=y"]),
        (["a=\\\\x"], ["a>\\x", "b>b", "c>c"]), (["a==x"], ["a>=x", "b>b", "c>c"]),
    ])
    func `mapped groups are renamed, the others stay`(texts: [String], expected: [String]) throws {
        #expect(try pairs(Mapping(to: nil, map: texts).apply(to: groups("a", "b", "c"))) == expected)
    }

    @Test func `an escaped equals sign belongs to the old name`() throws {
        #expect(try pairs(Mapping(to: nil, map: ["a\\=b\\\\=c"]).apply(to: groups("a=b\\"))) == ["a=b\\>c"])
    }

    @Test(arguments: [
        "a", "", "=", "=x", "a=", "a\\=x", "a\\x=y", "a=x\\", "\\", "a=tidemark.sentinel.x",
    ])
    func `a bad value is refused when it is read`(text: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Mapping(to: nil, map: [text]) }
        #expect(error.code == "bad-mapping")
        #expect(error.exitCode == .usage)
        #expect(error.message.contains("--map \(text)"))
    }

    @Test(
        arguments: [
            (nil, ["a=x", "a=y"]), (nil, ["a=x", "a=x"]), ("x", ["a=x"]), ("", []), ("tidemark.sentinel.x", []),
        ] as [(String?, [String])]
    )
    func `contradictory options are refused`(single: String?, texts: [String]) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Mapping(to: single, map: texts) }
        #expect(error.exitCode == .usage)
    }

    @Test(arguments: [
        ["a=b"], ["a=x", "b=x"], ["a=b", "b=c"], ["a=b", "b=a"], ["a=b", "b=b"], ["z=x"], ["A=x"],
    ])
    func `two sources for one target, chains and unknown sources are refused`(texts: [String]) throws {
        let mapping = try Mapping(to: nil, map: texts)
        let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: groups("a", "b", "c")) }
        #expect(error.code == "bad-mapping")
        #expect(error.exitCode == .usage)
    }

    @Test func `a single target needs a single group`() throws {
        let mapping = try Mapping(to: "x")
        for selected in [[], groups("a", "b")] {
            let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: selected) }
            #expect(error.message.contains("\(selected.count) are selected"))
        }
    }

    @Test func `the empty name can be mapped away and not restored`() throws {
        #expect(throws: TidemarkError.self) { _ = try Mapping.identity.apply(to: groups("")) }
        #expect(try pairs(Mapping(to: "x").apply(to: groups(""))) == [">x"])
    }

    @Test func `names that differ in bytes only are two names`() throws {
        let mapped = try Mapping(to: nil, map: ["a=caf\u{e9}"]).apply(to: groups("a", "cafe\u{301}"))
        #expect(Set(mapped.map(\.target)) == [GroupID("caf\u{e9}"), GroupID("cafe\u{301}")])
    }
}
