import Cluster
import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// `groups` and `describe`: what they show of groups as they are now, and in which order.
struct GroupViewTests {
    /// Three groups at 900, 500 and 10 of logs that go from 5 to 1 000.
    private static func cluster() -> DictionaryCluster {
        let cluster = DictionaryCluster(groups: ["near", "middle", "far"])
        cluster.change { state in
            state.topics["orders"]?.bounds = LogBounds(start: 5, end: 1_000)
            for (group, offset) in [("near", 900), ("middle", 500), ("far", 10)] as [(String, Int64)] {
                for partition in 0..<2 as Range<Int32> { state.commit(group, "orders", partition, offset) }
            }
            state.setState("middle", .stable)
        }
        return cluster
    }

    private static func run(_ words: String..., in cluster: DictionaryCluster = cluster()) async -> CommandRun {
        await CommandRun(words, cluster, store: "/none")
    }

    /// The first words of the rows.
    private static func names(_ run: CommandRun) -> [String] {
        run.output.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    @Test func `groups with lag are sorted by it, and what is too near is left out`() async {
        let listed = await Self.run("groups", "--lag")
        #expect(
            listed.output == """
                GROUP   STATE   TYPE     MEMBERS   LAG  COORDINATOR
                far     Empty   Classic        0  1980  memory:9092
                middle  Stable  Classic        1  1000  memory:9092
                near    Empty   Classic        0   200  memory:9092

                """,
            "\(listed)"
        )
        #expect(Self.names(await Self.run("groups", "--sort", "lag")) == ["far", "middle", "near"])
        #expect(Self.names(await Self.run("groups", "--sort", "rewind")) == ["near", "middle", "far"])
        #expect(Self.names(await Self.run("groups", "--min-lag", "201")) == ["far", "middle"])
        #expect(Self.names(await Self.run("groups", "--state", "empty")) == ["far", "near"])
        #expect(Self.names(await Self.run("groups", "--state", "Stable", "--state", "Dead")) == ["middle"])
        let none = await Self.run("groups", "--state", "Dead", "--min-lag", "9223372036854775807")
        #expect(none.exitCode == .done && none.output.isEmpty, "\(none)")
        #expect(none.messages.contains("no group is Dead and is behind by 9223372036854775807 records"), "\(none)")
    }

    @Test func `without lag no offset is read, and with it the document has it`() async {
        let cluster = Self.cluster()
        let bare = await CommandRun(["groups", "--json", "--state", "Stable"], cluster, store: "/none")
        #expect(cluster.count(.readAll) == 0 && cluster.count(.bounds) == 0)
        #expect(!bare.output.contains(#""lag""#), "\(bare)")
        let full = await CommandRun(["groups", "--json", "--state", "Stable", "--lag"], cluster, store: "/none")
        #expect(cluster.count(.readAll) == 1, "the groups that are shown, and no other, are read")
        #expect(
            full.output.contains(
                #""groups":[{"group":"middle","state":"Stable","type":"Classic","protocolType":"consumer","members":1,"#
                    + #""coordinator":"memory:9092","offsets":2,"lag":1000,"unknownLags":0,"rewindable":990}]"#
            ),
            "\(full)"
        )
    }

    @Test func `describe sorts and leaves out by the same rules`() async {
        let sorted = await Self.run("describe", "*", "--sort", "lag", "--partition", "0")
        #expect(Self.names(sorted) == ["far", "middle", "near"], "\(sorted)")
        let rewound = await Self.run("describe", "*", "--sort", "rewind", "--partition", "0")
        #expect(Self.names(rewound) == ["near", "middle", "far"], "\(rewound)")
        #expect(rewound.output.contains("REWINDABLE"), "\(rewound)")
        #expect(Self.names(await Self.run("describe", "*", "--min-lag", "500")) == ["far", "far", "middle", "middle"])
        #expect(Self.names(await Self.run("describe", "*", "--state", "Empty")) == ["far", "far", "near", "near"])
        let none = await Self.run("describe", "near", "--min-lag", "101")
        #expect(none.exitCode == .done && none.output.isEmpty, "\(none)")
        #expect(none.messages.contains("no group is behind by 101 records"), "\(none)")
    }

    @Test func `within a group the partition that is behind most comes first`() async {
        let cluster = Self.cluster()
        cluster.change { $0.commit("near", "orders", 1, 7) }
        let run = await CommandRun(["describe", "near", "--sort", "lag", "--json"], cluster, store: "/none")
        let order = run.output.ranges(of: #""partition":"#).map { run.output[$0.upperBound...].prefix(1) }
        #expect(order == ["1", "0"], "\(run)")
    }

    @Test func `a lag that is not known is never left out`() async {
        let cluster = Self.cluster()
        cluster.change { $0.topics["orders"]?.leaderless = [1] }
        let described = await CommandRun(["describe", "near", "--min-lag", "500"], cluster, store: "/none")
        #expect(described.exitCode == .partial, "\(described)")
        #expect(Self.names(described) == ["near"], "\(described)")
        let listed = await CommandRun(["groups", "--lag", "--json", "--group", "near"], cluster, store: "/none")
        #expect(listed.exitCode == .partial, "\(listed)")
        #expect(listed.output.contains(#""lag":100,"unknownLags":1"#), "\(listed)")
        cluster.change { $0.topics["orders"]?.leaderless = [0, 1] }
        let unknown = await CommandRun(["groups", "--min-lag", "500", "--json"], cluster, store: "/none")
        #expect(unknown.output.contains(#""group":"near""#), "\(unknown)")
        #expect(unknown.output.contains(#""lag":null,"unknownLags":2,"rewindable":null"#), "\(unknown)")
    }

    @Test func `a group that cannot be read is listed, with a lag that is not known`() async {
        let cluster = Self.cluster()
        cluster.add(.at(.readAll, "far", number: nil, .fails(KafkaError(.groupAuthorizationFailed, "not for you"))))
        let run = await CommandRun(["groups", "--sort", "lag", "--json"], cluster, store: "/none")
        #expect(run.exitCode == .partial, "\(run)")
        #expect(run.output.contains(#""offsets":null,"lag":null,"unknownLags":null"#), "\(run)")
        #expect(run.messages.contains("group far could not be read"), "\(run)")
    }

    @Test func `members are named where the cluster names them, and unknown elsewhere`() async {
        let cluster = Self.cluster()
        cluster.change { state in
            state.groups[GroupID("middle")]?.members = [
                GroupMember(
                    clientID: "app-1",
                    host: "/10.0.0.5",
                    assignment: [("payments", 2), ("orders", 1), ("orders", 0)].map {
                        TopicPartition(topic: $0.0, partition: $0.1)
                    }
                ),
                GroupMember(clientID: "app-2", host: "/10.0.0.6", instanceID: "two"),
            ]
            state.setState("far", .stable)
        }
        let table = await CommandRun(["describe", "*", "--members"], cluster, store: "/none")
        #expect(
            table.output == """
                GROUP   STATE   CLIENT   HOST      INSTANCE  PARTITIONS  ASSIGNMENT             COORDINATOR
                far     Stable  unknown  -         -                  -  -                      memory:9092
                middle  Stable  app-1    10.0.0.5  -                  3  orders:0,1 payments:2  memory:9092
                middle  Stable  app-2    10.0.0.6  two                -  -                      memory:9092
                near    Empty   -        -         -                  -  -                      memory:9092

                """,
            "\(table)"
        )
        let document = await CommandRun(["describe", "middle", "far", "--json"], cluster, store: "/none")
        #expect(
            document.output.contains(
                #""coordinator":"memory:9092","members":2,"clients":[{"client":"app-1","host":"10.0.0.5","#
                    + #""instance":null,"assignment":[{"topic":"orders","partitions":[0,1]},"#
                    + #"{"topic":"payments","partitions":[2]}]},{"client":"app-2","host":"10.0.0.6","#
                    + #""instance":"two","assignment":null}],"lag":1000"#
            ),
            "\(document)"
        )
        let offsets = await CommandRun(["describe", "middle"], cluster, store: "/none")
        #expect(offsets.output.split(separator: "\n").first?.contains("CLIENT") == true, "\(offsets)")
        #expect(offsets.output.contains(" app-1"), "\(offsets)")
        #expect(document.output.contains(#""members":1,"clients":null"#), "\(document)")
        cluster.add(.at(.describe, "middle", number: nil, .fails(KafkaError(.timedOut))))
        let silent = await CommandRun(["describe", "middle", "--json"], cluster, store: "/none")
        #expect(silent.output.contains(#""coordinator":null,"members":null,"clients":null"#), "\(silent)")
    }

    @Test func `a group without members is not asked about a second time`() async {
        let cluster = Self.cluster()
        let run = await CommandRun(["describe", "*", "--json"], cluster, store: "/none")
        #expect(run.exitCode == .done, "\(run)")
        let asked = cluster.now.calls.filter { $0.kind == .describe }.compactMap(\.group?.name)
        #expect(asked == ["middle"], "\(asked)")
        #expect(run.output.contains(#""coordinator":"memory:9092","members":0,"clients":[]"#), "\(run)")
    }

    @Test func `time tells how old the records are, and says where it does not know`() async {
        let cluster = Self.cluster()
        cluster.change { state in
            let start = Int(state.topics["orders"]?.bounds.start ?? 0)
            state.topics["orders"]?.times[0] = (start..<1_000).map {
                Timestamp.now().advanced(by: .seconds($0 - 1_000))
            }
            state.commit("near", "orders", 1, 1_000)
        }
        let run = await CommandRun(["describe", "near", "--time"], cluster, store: "/none")
        #expect(run.exitCode == .done, "\(run)")
        #expect(run.output.contains("LAG  BEHIND") && run.output.contains("s "), "\(run)")
        let document = await CommandRun(["describe", "far", "near", "--time", "--json"], cluster, store: "/none")
        #expect(document.exitCode == .partial, "\(document)")
        #expect(document.output.contains(#""lag":0,"behindSeconds":0"#), "\(document)")
        #expect(document.output.contains(#""behindSeconds":null"#), "\(document)")
        #expect(document.messages.contains("how old the records are is not known of 1 offset"), "\(document)")
        let without = await CommandRun(["describe", "far", "--json"], cluster, store: "/none")
        #expect(!without.output.contains("behindSeconds") && !without.output.contains("consumption"), "\(without)")
    }

    @Test(
        arguments: [
            (["groups", "--state", "Asleep"], "'Asleep' is not a state of a group; use one of Assigning,"),
            (["groups", "--state", ""], "is not a state"), (["groups", "--sort", "size"], "use lag, rewind or name"),
            (["groups", "--sort=LAG"], "use lag, rewind or name"),
            (["groups", "--min-lag=-5"], "'-5' is not a number of records"),
            (["groups", "--min-lag", "-5"], "--min-lag"),
            (["groups", "--min-lag", "9223372036854775808"], "9223372036854775807"),
            (["groups", "--min-lag", "1e3"], "not a number of records"),
            (["groups", "--min-lag="], "not a number of records"), (["groups", "--min-lag"], "--min-lag"),
            (["groups", "--watch", "0s"], "too short"), (["groups", "--watch=0"], "is not a duration"),
            (["groups", "--watch=100ms"], "the least is 500ms"), (["groups", "--watch=2h"], "too long"),
            (["groups", "--watch", "soon"], "soon"), (["groups", "--watch=99999999999999999999s"], "not a duration"),
            (["groups", "--watch", "--watch"], "--watch"), (["groups", "billing"], "billing"),
            (["groups", "--time"], "--time"), (["describe"], "GROUP"), (["describe", ""], "empty"),
            (["describe", "a", "--watch=0s"], "too short"), (["describe", "a", "--sort", "lags"], "lags"),
            (["describe", "a", "--min-lag", "many"], "many"), (["describe", "a", "--state=stabel"], "stabel"),
            (["describe", "re:("], "re:("), (["describe", "a", "--lag"], "--lag"),
            (["stats", "--top", "-1"], "--top"), (["stats", "--top=99999999999"], "not a whole number"),
            (["stats", "--stale-after", "0s"], "too short"), (["stats", "--stale-after=soon"], "not a duration"),
            (["stats", "extra"], "extra"), (["stats", "--csv"], "--csv"), (["groups", "--csv"], "--csv"),
        ] as [([String], String)]
    )
    func `what makes no sense is refused before anything is asked`(_ words: [String], _ text: String) async {
        let cluster = Self.cluster()
        let run = await CommandRun(words, cluster, store: "/none")
        #expect(run.exitCode == .usage, "\(words) \(run)")
        #expect(run.messages.contains(text) && run.output.isEmpty, "\(words) \(run)")
        #expect(run.messages.split(separator: "\n").count <= 3, "\(words) \(run)")
        #expect(cluster.now.calls.isEmpty, "\(words)")
    }

    @Test(
        arguments: [
            ["describe", "nosuch"], ["describe", "nosuch*"], ["describe", "near", "nosuch"],
            ["describe", "nosuch", "--members"],
            ["describe", "near", "--topic", "nosuch"], ["groups", "--group", "nosuch", "--lag"],
            ["stats", "--group", "nosuch"], ["describe", String(repeating: "x", count: 10_000)],
        ]
    )
    func `a group that is not there is 66`(_ words: [String]) async {
        let run = await CommandRun(words, Self.cluster(), store: "/none")
        #expect(run.exitCode == .notFound, "\(words) \(run)")
    }

    @Test(arguments: [40, 80, 200])
    func `no line is wider than the terminal as long as names leave room`(_ width: Int) async {
        let cluster = Self.cluster()
        cluster.change { state in
            state.groups[GroupID("middle")]?.members = [GroupMember(clientID: "app-1", host: "/10.0.0.5")]
        }
        for words in [
            ["groups"], ["groups", "--lag"], ["groups", "--sort", "rewind"], ["describe", "*"],
            ["describe", "*", "--members"], ["stats"],
        ] {
            let run = await CommandRun(
                words,
                cluster,
                store: "/none",
                environment: ["NO_COLOR": "1", "LC_ALL": "C"],
                terminal: TerminalTraits(showsMessages: true, showsOutput: true, width: width)
            )
            let table = run.output.split(separator: "\n").filter { !$0.contains(": ") }
            #expect(table.count > 1, "\(words) \(run)")
            let widest = table.map { DisplayWidth.columns(String($0)) }.max() ?? 0
            #expect(widest <= width, "\(words)\n\(run.output)")
        }
    }
}
