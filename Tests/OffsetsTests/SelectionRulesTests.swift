import Offsets
import Testing

struct SelectionRulesTests {
    private func rules(
        groups: [String] = [],
        excludedGroups: [String] = [],
        topics: [String] = [],
        excludedTopics: [String] = [],
        partitions: [Int32] = []
    ) throws -> SelectionRules {
        try SelectionRules(
            Selection(
                groups: groups,
                excludedGroups: excludedGroups,
                topics: topics,
                excludedTopics: excludedTopics,
                partitions: partitions
            )
        )
    }

    @Test func `without patterns everything is selected but sentinel groups`() throws {
        let rules = try rules()
        #expect(rules.selects(group: GroupID("any")))
        #expect(rules.selects(group: GroupID("")))
        #expect(!rules.selects(group: SentinelGroup.name(installation: "x")))
        #expect(rules.selects(topic: "any"))
        #expect(rules.selects(TopicPartition(topic: "any", partition: 7)))
        #expect(rules.literalGroups.isEmpty)
        #expect(rules.selectsEveryPartition)
        #expect(SelectionRules.everything.selects(group: GroupID("any")))
        #expect(!SelectionRules.everything.selects(group: SentinelGroup.name(installation: "x")))
    }

    @Test(arguments: [
        ("a", true), ("b1", true), ("b2", false), ("c", false), ("A", false),
    ])
    func `patterns add up and an exclusion wins`(group: String, isSelected: Bool) throws {
        let rules = try rules(groups: ["a", "b*"], excludedGroups: ["b2"])
        #expect(rules.selects(group: GroupID(group)) == isSelected)
    }

    @Test func `an exclusion alone selects the rest`() throws {
        let rules = try rules(excludedGroups: ["console-consumer-*"], excludedTopics: ["re:__.*"])
        #expect(rules.selects(group: GroupID("billing")))
        #expect(!rules.selects(group: GroupID("console-consumer-1")))
        #expect(rules.selects(topic: "orders"))
        #expect(!rules.selects(topic: "__consumer_offsets"))
        #expect(!rules.selectsEveryPartition)
    }

    @Test func `groups asked for by name are known, sorted, once, without the excluded`() throws {
        let rules = try rules(groups: ["z", "a\\*", "x*", "a\\*", "re:q", "no"], excludedGroups: ["n?"])
        #expect(rules.literalGroups == [GroupID("a*"), GroupID("z")])
        #expect(rules.selects(group: GroupID("a*")))
        #expect(!rules.selects(group: GroupID("ab")))
    }

    @Test func `composed and decomposed names are two groups`() throws {
        let rules = try rules(groups: ["caf\u{e9}"])
        #expect(rules.selects(group: GroupID("caf\u{e9}")))
        #expect(!rules.selects(group: GroupID("cafe\u{301}")))
    }

    @Test(arguments: [-1, Int32.min, SelectionRules.largestPartition + 1, Int32.max])
    func `an absurd partition is refused`(partition: Int32) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try rules(partitions: [0, partition]) }
        #expect(error.exitCode == .usage)
        #expect(error.message.contains("\(partition)"))
    }

    @Test func `a pattern of each option is refused under its own name`() throws {
        let bad = "re:("
        for (selection, option) in [
            (Selection(groups: [bad]), "--group "), (Selection(excludedGroups: [bad]), "--exclude-group "),
            (Selection(topics: [bad]), "--topic "), (Selection(excludedTopics: [bad]), "--exclude-topic "),
        ] {
            let error = try #require(throws: TidemarkError.self) { _ = try SelectionRules(selection) }
            #expect(error.message.hasPrefix(option))
        }
    }

    @Test func `a sentinel group asked for by name is refused, and by a glob it is hidden`() throws {
        let error = try #require(throws: TidemarkError.self) { _ = try rules(groups: ["tidemark.sentinel.x"]) }
        #expect(error.exitCode == .usage)
        #expect(try !rules(groups: ["tidemark.*"]).selects(group: GroupID("tidemark.sentinel.x")))
    }

    @Test func `a narrowed selection leaves out groups that have nothing of it`() throws {
        let all = [
            Samples.group("a", [("orders", 0, 1), ("orders", 1, 2), ("payments", 0, 3)]),
            Samples.group("b", [("payments", 0, 3)]),
            Samples.group("empty", []),
            Samples.group("tidemark.sentinel.x", [("orders", 0, 1)]),
        ]
        #expect(try rules().selected(from: all) == Array(all.prefix(3)))
        #expect(
            try rules(topics: ["orders"], partitions: [1]).selected(from: all)
                == [Samples.group("a", [("orders", 1, 2)])]
        )
        #expect(try rules(groups: ["b", "empty"]).selected(from: all) == Array(all[1...2]))
    }

    @Test(.timeLimit(.minutes(1)))
    func `ten thousand names against ten thousand groups are fast`() throws {
        let names = (0..<10_000).map { "group-\($0)" }
        let rules = try rules(groups: names + ["billing-*", "re:ship.*"])
        #expect(names.allSatisfy { rules.selects(group: GroupID($0)) })
        #expect(!rules.selects(group: GroupID("group-10000")))
    }

    @Test(.timeLimit(.minutes(1)))
    func `ten thousand groups pass many globs fast`() throws {
        let rules = try rules(groups: (0..<50).map { "*team-\($0)-*-[0-9]?" })
        let selected = (0..<10_000).filter { rules.selects(group: GroupID("prod-team-\($0 % 100)-billing-\($0)")) }
        #expect(selected == Array(10..<50), "names that end in two digits, of teams below fifty")
    }

    @Test(
        arguments: [
            ("orders", 0, true), ("orders", 1, false), ("orders", 2, true), ("orders", 3, true), ("bills", 5, true),
            ("bills", 1, true), ("other", 0, false), ("log-a", 0, true), ("log-b", 1, false),
        ] as [(String, Int32, Bool)]
    )
    func `behind a topic and a colon are partitions`(topic: String, partition: Int32, isSelected: Bool) throws {
        let rules = try rules(topics: ["orders:0,2", "orders:3", "bills", "bills:1", "log-*:0"])
        #expect(rules.selects(TopicPartition(topic: topic, partition: partition)) == isSelected)
        #expect(rules.literalTopics == ["bills", "orders"])
    }

    @Test func `partitions of a topic can be left out, and those of every topic narrow the rest`() throws {
        let rules = try rules(topics: ["orders:0,1,2"], excludedTopics: ["orders:1"], partitions: [1, 2])
        #expect((0..<4).filter { rules.selects(TopicPartition(topic: "orders", partition: $0)) } == [2])
        #expect(rules.partitions(of: "orders", among: 4) == [2])
        #expect(rules.selects(topic: "orders"))
    }

    @Test func `the partitions of a topic are all that there are, or those that are named`() throws {
        #expect(try rules(topics: ["orders"]).partitions(of: "orders", among: 3) == [0, 1, 2])
        #expect(try rules(topics: ["orders:9,1"]).partitions(of: "orders", among: 3) == [1, 9])
        #expect(try rules(topics: ["orders"]).partitions(of: "bills", among: 3).isEmpty)
        #expect(try rules(topics: ["re:(?:a|b)"]).partitions(of: "a", among: 1) == [0])
    }

    @Test(arguments: [
        "orders:", "orders:x", "orders:0,", "orders:,0", "orders:-1", "orders:0:1", "orders:1000000", "orders: 1",
        "orders:99999999999999999999", ":0", "orders:0..2", "orders:٣",
    ])
    func `what is no list of partitions is refused`(text: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try rules(topics: [text]) }
        #expect([.badPartition, .badPattern].contains(error.code) && error.exitCode == .usage)
        #expect(error.message.contains("--topic"))
        #expect(throws: TidemarkError.self) { _ = try rules(excludedTopics: [text]) }
    }

    @Test(arguments: ["", "re:[", "tidemark.sentinel.1"])
    func `a mistake names what a pattern was given as: an option, or an argument`(text: String) throws {
        let option = try #require(throws: TidemarkError.self) { _ = try SelectionRules(Selection(groups: [text])) }
        #expect(option.message.contains("--group"))
        let argument = try #require(throws: TidemarkError.self) {
            _ = try SelectionRules(Selection(groups: [text]), groupsFrom: "GROUP")
        }
        #expect(argument.message.contains("GROUP") && !argument.message.contains("--group"))
    }
}
