import Testing

@testable import Offsets

struct MappingTests {
    private func groups(_ names: String...) -> [GroupOffsets] { names.map { Samples.group($0, [("t", 0, 1)]) } }

    private func pairs(_ mapped: MappedGroups) -> [String] { mapped.groups.map { "\($0.source)>\($0.target)" } }

    @Test func `without rules every group keeps its name`() throws {
        #expect(try pairs(Mapping.identity.apply(to: groups("b", "a"))) == ["a>a", "b>b"])
        #expect(try Mapping(to: nil) == .identity)
        #expect(try Mapping.identity.apply(to: []).groups.isEmpty)
    }

    @Test func `the only group goes to the named target with its offsets`() throws {
        let mapped = try Mapping(to: "new").apply(to: groups("old"))
        #expect(pairs(mapped) == ["old>new"])
        #expect(mapped.groups.first?.offsets == [Samples.offset("t", 0, 1)])
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
        #expect(error.code == .badMapping)
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

    @Test(arguments: [["a=x", "b=x"], ["a=b", "b=c"], ["a=b", "b=a"], ["a=b", "b=b"]])
    func `pairs that contradict each other are refused whatever the snapshot holds`(texts: [String]) throws {
        for option in ["--map", "--topic-map"] {
            let error = try #require(throws: TidemarkError.self) {
                _ = try option == "--map" ? Mapping(to: nil, map: texts) : Mapping(to: nil, topicMap: texts)
            }
            #expect(error.code == .badMapping)
            #expect(error.exitCode == .usage)
            #expect(error.message.contains("a") && error.message.contains("b"))
        }
    }

    @Test(arguments: [["a=b"], ["z=x"], ["A=x"]])
    func `two sources for one target and unknown sources are refused`(texts: [String]) throws {
        let mapping = try Mapping(to: nil, map: texts)
        let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: groups("a", "b", "c")) }
        #expect(error.code == .badMapping)
        #expect(error.exitCode == .usage)
    }

    @Test func `the refusal names both sources and the target`() throws {
        let mapping = try Mapping(to: nil, rename: ["s/-[12]$//"])
        let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: groups("a-1", "a-2")) }
        #expect(error.message == "groups a-1 and a-2 would both go to group a")
        let chain = try Mapping(to: nil, rename: ["s/^b$/c/", "s/^a$/b/"])
        let chained = try #require(throws: TidemarkError.self) { _ = try chain.apply(to: groups("a", "b")) }
        #expect(chained.message == "group b is the target of a and itself mapped to another group")
    }

    @Test func `a pair goes before a substitution, and the first substitution that fits decides`() throws {
        let mapping = try Mapping(to: nil, map: ["prod-a=x"], rename: ["s/^prod-b/y/", "s/^prod-/test-/"])
        #expect(
            try pairs(mapping.apply(to: groups("prod-a", "prod-b", "prod-c", "other")))
                == ["other>other", "prod-c>test-c", "prod-a>x", "prod-b>y"]
        )
    }

    @Test func `a substitution that fits no group is refused, since the groups would keep their names`() throws {
        let mapping = try Mapping(to: nil, rename: ["s/^prd-/test-/"])
        let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: groups("prod-a")) }
        #expect(error.message == "--rename s/^prd-/test-/: no selected group matches it")
        // One that only fits what a rule before it has taken has fitted.
        let later = try Mapping(to: nil, map: ["prod-a=x"], rename: ["s/^prod/test/"])
        #expect(try pairs(later.apply(to: groups("prod-a"))) == ["prod-a>x"])
    }

    @Test(arguments: ["s/.*//", "s/.*/tidemark.sentinel.x/"])
    func `a substitution that makes a name that is not allowed is refused`(rename: String) throws {
        let mapping = try Mapping(to: nil, rename: [rename])
        let error = try #require(throws: TidemarkError.self) { _ = try mapping.apply(to: groups("prod-a")) }
        #expect(error.message.contains("--rename \(rename), applied to group prod-a"))
    }

    @Test func `a file holds pairs, comments and empty lines`() throws {
        let text = "\u{feff}# groups\n\na=x\r\n  # more\nb\\=c=\\ y z\\\\\n\\#d=e"
        let mapping = try Mapping(to: nil, map: ["f=g"], file: (name: "names", text: text))
        #expect(
            try pairs(mapping.apply(to: groups("a", "b=c", "#d", "f"))) == ["b=c> y z\\", "#d>e", "f>g", "a>x"]
        )
    }

    @Test(arguments: [
        ("a=b\n\nc", "names, line 3: expected OLD=NEW"),
        ("a=b\na=c", "names, line 2: group a is mapped twice (names, line 1)"),
        ("a = b", "names, line 1: a name begins or ends with a space"),
        ("a=b ", "names, line 1: a name begins or ends with a space"),
        ("\ta=b", "names, line 1: a name begins or ends with a space"),
        ("a=\\b", "names, line 1: a backslash may only come before =, #, a space or a backslash"),
        ("=b", "names, line 1: the name before = is empty"), ("b=", "names, line 1: the target's name is empty"),
    ])
    func `a mistake in a file is told with its line`(text: String, message: String) throws {
        let error = try #require(throws: TidemarkError.self) {
            _ = try Mapping(to: nil, file: (name: "names", text: text))
        }
        #expect(error.message == message)
        #expect(error.exitCode == .usage)
    }

    @Test func `offsets go to the new topic, and the old topic's log says nothing about it`() throws {
        let mapping = try Mapping(to: nil, topicMap: ["prod-a=z"], topicRename: ["s/^prod-/test-/"])
        let mapped = try mapping.apply(to: [
            Samples.group("g", [("other", 0, 3), ("prod-a", 0, 1), ("prod-b", 1, 2)])
        ])
        #expect(
            mapped.groups.first?.offsets
                == [Samples.offset("other", 0, 3), Samples.offset("z", 0, 1), Samples.offset("test-b", 1, 2)]
        )
        #expect(mapped.renamedTopics == ["z": "prod-a", "test-b": "prod-b"])
        let logs = ["other", "prod-a", "z", "unrelated"].map {
            TopicLogs(topic: $0, id: nil, partitionCount: 1, bounds: [:])
        }
        #expect(mapped.comparable(logs).map(\.topic) == ["other", "unrelated"])
        #expect(MappedGroups(mapped.groups).comparable(logs) == logs)
    }

    @Test(arguments: [
        (["a=b"], [], "topics a and b would both go to topic b"), (["z=x"], [], "--topic-map z=x: topic z is not"),
        ([], ["s/[ab]/c/"], "topics a and b would both go to topic c"),
        ([], ["s/q/c/"], "--topic-rename s/q/c/: no selected topic matches it"),
        ([], ["s/a/a b/"], "--topic-rename s/a/a b/, applied to topic a: a b cannot be the name of a topic"),
    ])
    func `contradictions between topics are refused`(maps: [String], renames: [String], message: String) throws {
        let mapping = try Mapping(to: nil, topicMap: maps, topicRename: renames)
        let error = try #require(throws: TidemarkError.self) {
            _ = try mapping.apply(to: [Samples.group("g", [("a", 0, 1)]), Samples.group("h", [("b", 0, 1)])])
        }
        #expect(error.message.hasPrefix(message))
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
        #expect(Set(mapped.groups.map(\.target)) == [GroupID("caf\u{e9}"), GroupID("cafe\u{301}")])
    }
}

struct SubstitutionTests {
    @Test(arguments: [
        ("s/^prod-/staging-/", "prod-a", "staging-a"), ("s/^prod-/staging-/", "a-prod-", nil),
        ("s,^prod/,test/,", "prod/a", "test/a"), ("s|a\\|b|c|", "xa|by", "xcy"), ("s/a\\/b/c\\/d/", "a/b", "c/d"),
        ("s/o/0/", "foo", "f0o"), ("s/o/0/g", "foo", "f00"), ("s/O/0/i", "foo", "f0o"), ("s/O/0/gI", "foo", "f00"),
        ("s/(.*)-(.*)/\\2-\\1/", "a-b", "b-a"), ("s/.+/<&>/", "a", "<a>"), ("s/.+/\\0\\0/", "a", "aa"),
        ("s/a/\\&\\\\/", "a", "&\\"), ("s/(x)?a/[\\1]/", "a", "[]"), ("s/a//", "ab", "b"),
        ("s/x*/-/g", "abc", "-a-b-c-"),
        ("s/./x/g", "a\nb", "xxx"), ("s/.$/x/", "cafe\u{301}", "cafex"), ("s/\u{e9}/x/", "cafe\u{301}", nil),
        ("s:a:\u{1F600}:", "bab", "b\u{1F600}b"), ("s/(a)(b)(c)(d)(e)(f)(g)(h)(i)/\\9\\1/", "abcdefghi", "ia"),
    ])
    func `a name is rewritten as sed would`(text: String, name: String, expected: String?) throws {
        let result = try Substitution(text, option: "--rename").apply(to: name)
        #expect(result.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test(arguments: [
        "", "s", "prod", "y/a/b/", "s/a", "s/a/b", "s/a/b/c/", "s//b/", "s/a/b/x", "s/a/b/2", "s/(/b/", "s/a/\\n/",
        "s/a/b\\/", "sxaxbx", "s a b ", "s1a1b1", "s\\a\\b\\",
    ])
    func `what is no substitution is refused with what was written`(text: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Substitution(text, option: "--rename") }
        #expect(error.code == .badMapping)
        #expect(error.exitCode == .usage)
        #expect(error.message.hasPrefix("--rename \(text): "))
    }

    @Test func `a group that the expression does not have is refused`() throws {
        let substitution = try Substitution("s/(a)/\\2/", option: "--rename")
        let error = try #require(throws: TidemarkError.self) { _ = try substitution.apply(to: "a") }
        #expect(error.message == "--rename s/(a)/\\2/: there is no group 2 in the expression")
    }
}
