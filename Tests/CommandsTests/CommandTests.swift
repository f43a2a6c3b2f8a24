import Cluster
import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

struct CommandTests {
    @Test func `a snapshot prints its id and is listed and shown`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["billing", "new\nline"])
            let taken = await CommandRun(["snapshot", "--tag", "a", "--note", "b"], cluster, store: store)
            #expect(taken.exitCode == .done)
            #expect(taken.messages.hasPrefix("tidemark: captured 2 of 2 groups, 4 offsets, "))
            let id = taken.output.dropLast()
            let listed = await CommandRun(["list"], store: store)
            #expect(listed.output.contains("\n\(id.prefix(8))  "))
            let shown = await CommandRun(["show", "latest", "--group", "new*", "-q", "-v"], store: store)
            #expect(
                shown.output == """
                    GROUP      STATE  TOPIC   PARTITION  OFFSET  LAG  LOG START  LOG END
                    new\\nline  Empty  orders          0      42  958          0     1000
                    new\\nline  Empty  orders          1      42  958          0     1000

                    """
            )
            #expect(shown.messages.isEmpty)
            let groups = await CommandRun(["show", "latest"], store: store)
            #expect(
                groups.output == """
                    GROUP      STATE  TOPICS  OFFSETS   LAG
                    billing    Empty       1        2  1916
                    new\\nline  Empty       1        2  1916

                    """
            )
        }
    }

    @Test func `a group is not said to be missing while a broker is silent`() async throws {
        try await CommandRun.withStore { store in
            let silent = DictionaryCluster(groups: ["billing"], silentBrokers: 1)
            let unknown = await CommandRun(["groups", "--group", "mailer"], silent, store: store)
            #expect(unknown.exitCode == .unreachable)
            #expect(unknown.messages.contains("no group matches mailer, but not every broker lists its groups"))
            let missing = await CommandRun(
                ["groups", "--group", "mailer"],
                DictionaryCluster(groups: ["billing"]),
                store: store
            )
            #expect(missing.exitCode == .notFound)
        }
    }

    @Test func `a mistyped store is an error and is not made by a restore`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["billing"])
            let missing = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect(missing.exitCode == .notFound)
            #expect(missing.messages.contains("there is no store in \(store) yet"))
            #expect(!FileManager.default.fileExists(atPath: store))
        }
    }

    @Test func `there is nothing to recover where nothing was cut short, and no store is made`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["billing"])
            let missing = await CommandRun(["recover"], cluster, store: store)
            #expect(missing.exitCode == .notFound)
            #expect(!FileManager.default.fileExists(atPath: store))
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let recovered = await CommandRun(["recover", "--json"], cluster, store: store)
            #expect(recovered.exitCode == .done)
            #expect(recovered.output == "{\"schemaVersion\":1,\"runs\":[],\"marks\":[],\"missing\":[]}\n")
            #expect(recovered.messages.contains("no restore is known"))
        }
    }

    @Test func `a group that cannot be read is named, in the document too, and the exit code is 3`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            cluster.add(.at(.readAll, "b", number: nil, .fails(KafkaError(.groupAuthorizationFailed, "not for you"))))
            let taken = await CommandRun(["snapshot", "--json"], cluster, store: store)
            #expect(taken.exitCode == .partial)
            #expect(taken.messages.contains("tidemark: warning: group b could not be read: no DESCRIBE on group b"))
            let expected =
                #""failed":[{"group":"b","code":"GROUP_AUTHORIZATION_FAILED","reason":"no DESCRIBE on group b"}]"#
            #expect(taken.output.contains(expected))
            #expect(taken.output.contains(#""state":"partial""#))
        }
    }

    @Test func `a snapshot that suddenly shrinks is kept, called suspicious, and the exit code is 3`() async throws {
        try await CommandRun.withStore { store in
            let all = await CommandRun(["snapshot"], DictionaryCluster(groups: ["a", "b", "c"]), store: store)
            let few = await CommandRun(["snapshot", "--group", "a"], DictionaryCluster(groups: ["a"]), store: store)
            let shrunk = await CommandRun(["snapshot"], DictionaryCluster(groups: ["a"]), store: store)
            #expect([all.exitCode, few.exitCode, shrunk.exitCode] == [.done, .done, .partial])
            #expect(shrunk.messages.contains("warning: the snapshot is suspicious: it has 1 group, fewer"))
        }
    }

    @Test func `without a broker nothing is written and the exit code is 69`() async throws {
        try await CommandRun.withStore { store in
            let taken = await CommandRun(["snapshot"], store: store)
            #expect(taken.exitCode == .unreachable)
            #expect(!FileManager.default.fileExists(atPath: store))
        }
    }

    @Test func `groups and describe show the present`() async throws {
        let cluster = DictionaryCluster(groups: ["a", "b"])
        cluster.change { $0.setState("b", .stable) }
        let groups = await CommandRun(["groups", "--json"], cluster, store: "/none")
        #expect(
            groups.output
                == #"{"schemaVersion":1,"groups":[{"group":"a","state":"Empty","type":"Classic","protocolType":"consumer","#
                + #""members":0,"coordinator":"memory:9092"},{"group":"b","state":"Stable","type":"Classic","#
                + #""protocolType":"consumer","members":1,"coordinator":"memory:9092"}],"unreadableBrokers":[],"offlineOffsetsPartitions":[],"#
                + #""offsetsPartitions":50,"visibility":{"state":"all","reasons":[],"#
                + #""accepted":false,"hiddenGroups":[],"hiddenTopics":[]},"failed":[]}"# + "\n"
        )
        let described = await CommandRun(["describe", "b", "--partition", "1"], cluster, store: "/none")
        #expect(
            described.output == """
                GROUP  STATE   MEMBERS  TOPIC   PARTITION  OFFSET  LAG  LOG START  LOG END
                b      Stable        1  orders          1      42  958          0     1000

                """
        )
    }

    @Test func `a broker that lists nothing makes the exit code 3`() async throws {
        let cluster = DictionaryCluster(groups: ["a"])
        cluster.change { $0.brokerErrors = [KafkaError(.timedOut, "broker 1 is silent")] }
        let groups = await CommandRun(["groups"], cluster, store: "/none")
        #expect(groups.exitCode == .partial)
        #expect(groups.messages.contains("a broker did not list its groups, so some may be missing"))
    }

    @Test func `a group that is not there is exit code 66 and named`() async throws {
        let cluster = DictionaryCluster(groups: ["a"])
        let described = await CommandRun(["describe", "a", "nosuch"], cluster, store: "/none")
        #expect(described.exitCode == .notFound)
        #expect(described.messages.contains("group nosuch could not be read"))
    }

    @Test func `with --dry-run the plan is shown and nothing is written`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            let planned = await CommandRun(["restore", "latest", "--dry-run"], cluster, store: store)
            #expect(planned.exitCode == .done)
            #expect(planned.messages.contains("1 group: 2 offsets to set (2 back by at most 58), 0 to keep"))
            #expect(planned.messages.contains("nothing was written; to apply it, replace --dry-run with --yes"))
            #expect(cluster.offset(of: "a") == 100)
        }
    }

    @Test func `with --yes the offsets are put back and verified`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done)
            #expect(restored.output.contains(" done: 2 partitions read back, all hold what was planned\n"))
            #expect(cluster.offset(of: "a") == 42)
            let words = ["restore", "latest", "--to", "b", "--yes", "--json"]
            let renamed = await CommandRun(words, cluster, store: store)
            #expect(renamed.output.contains(#""state":"done""#))
            #expect(renamed.output.hasSuffix(#""verified":2,"mismatches":[],"unread":[],"error":null}}"# + "\n"))
            #expect(cluster.offset(of: "b") == 42)
        }
    }

    @Test(arguments: [["restore", "latest", "--dry-run"], ["restore", "latest", "--yes"]])
    func `a group with members stops everything: exit code 79, named`(words: [String]) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { state in
                state.groups = DictionaryCluster(groups: ["a", "b"], offset: 100).now.groups
                state.setState("b", .stable)
            }
            let refused = await CommandRun(words, cluster, store: store)
            #expect(refused.exitCode == .refused)
            #expect(refused.messages.contains("error: group b has running members"))
            #expect(refused.messages.hasSuffix("tidemark: nothing was written\n"))
            #expect(cluster.offset(of: "a") == 100)
            let document = await CommandRun(words + ["--json"], cluster, store: store)
            #expect(document.output.contains(#""run":null,"error":{"code":"group-active""#))
            #expect(document.output.contains(#""hint":"--wait-empty 10m waits until they have left"#))
        }
    }

    @Test func `latest is refused while a damaged file is newer`() async throws {
        try await CommandRun.withStore { store in
            _ = await CommandRun(["snapshot"], DictionaryCluster(groups: ["a"]), store: store)
            try Data("no snapshot".utf8).write(
                to: URL(filePath: "\(store)/snapshots/22500101T000000Z-00000000.tidemark")
            )
            let latest = await CommandRun(["show", "latest"], store: store)
            #expect(latest.exitCode == .damagedData)
            #expect(latest.messages.contains("22500101T000000Z-00000000.tidemark"))
            let before = await CommandRun(["show", "@2249-01-01T00:00Z"], store: store)
            #expect(before.exitCode == .done)
            #expect(before.messages.contains("warning: "))
        }
    }

    @Test func `a selection that fits nothing is exit code 66`() async throws {
        try await CommandRun.withStore { store in
            _ = await CommandRun(["snapshot"], DictionaryCluster(groups: ["a"]), store: store)
            let shown = await CommandRun(["show", "latest", "--group", "z*"], store: store)
            #expect(shown.exitCode == .notFound)
            #expect(shown.output.isEmpty)
        }
    }

    @Test func `a cluster has to be named`() async throws {
        let output = Memory()
        let context = CommandContext.test(output: output.sink())
        #expect(await Program.tidemark.run(["groups"], in: context) == .usage)
    }
}
