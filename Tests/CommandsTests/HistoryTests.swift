import FoundationEssentials
import Glibc
import Offsets
import Store
import Testing

@testable import Commands

/// `tidemark history` in each of its forms, and what it does where something cannot be read.
struct HistoryTests {
    /// Five days of two groups: `billing` is rewound on the fourth.
    private static func rewound() async throws -> (store: DatedStore, snapshots: [StoredSnapshot]) {
        let store = try DatedStore()
        var snapshots: [StoredSnapshot] = []
        for (day, offset) in [(21, 100), (22, 400), (23, 900), (24, 20), (25, 60)] as [(Int, Int64)] {
            snapshots.append(
                try await store.save("2026-11-\(day)T03:00:00Z", ["billing": [offset, 500], "other": [1, 2]])
            )
        }
        return (store, snapshots)
    }

    @Test func `every snapshot is a line, and the last one puts back what a rewind has lost`() async throws {
        let (store, snapshots) = try await Self.rewound()
        let run = await store.run("history", "billing")
        #expect(run.exitCode == .done, "\(run)")
        #expect(
            run.output == """
                SNAPSHOT  TAKEN              OFFSETS   LAG  FORWARD  BACK  CHANGE
                20261121  2026-11-21 03:00Z        2  1400        -     -  -
                20261122  2026-11-22 03:00Z        2  1100      300     -  -
                20261123  2026-11-23 03:00Z        2   600      500     -  -
                20261124  2026-11-24 03:00Z        2  1480        -   880  rewound
                20261125  2026-11-25 03:00Z        2  1440       40     -  -

                """,
            "\(run)"
        )
        #expect(run.messages.contains("group billing of cluster prod (c-1) in 5 snapshots\n"), "\(run)")
        #expect(
            run.messages.hasSuffix(
                "put back what it held before: tidemark restore \(snapshots[2].id) --group billing\n"
            ),
            "\(run)"
        )
        let untouched = await store.run("history", "other")
        #expect(!untouched.messages.contains("restore"), "\(untouched)")
    }

    @Test func `the command that puts back names the group, its partitions and the store exactly`() async throws {
        let store = try DatedStore()
        let first = try await store.save("2026-11-21T03:00:00Z", ["it's*": [100, 100]])
        try await store.save("2026-11-22T03:00:00Z", ["it's*": [100, 5]])
        let run = await store.run("history", "it's*", "--partition", "1", "--store", store.path)
        let command = #"tidemark restore \#(first.id) --group 'it'\''s\*' --partition=1 --store=\#(store.path)"#
        #expect(run.messages.hasSuffix("\(command)\n"), "\(run)")
        let document = await store.run("history", "it's*", "--json")
        #expect(document.output.contains(#""putBack":{"damage":"rewound","snapshot":"\#(first.id)","after":""#))
        let elsewhere = await store.run("history", "it's*", "--partition", "0")
        #expect(!elsewhere.messages.contains("restore"), "\(elsewhere)")
    }

    @Test func `a document and rows have every offset`() async throws {
        let (store, snapshots) = try await Self.rewound()
        let rows = await store.run("history", "billing", "--csv", "--until", "2026-11-22", "--partition", "0")
        #expect(
            rows.output == """
                snapshot,at,state,topic,partition,offset,movement,leaderEpoch,metadata,logStart,logEnd,lag
                \(snapshots[0].id),2026-11-21T03:00:00.000Z,held,orders,0,100,,,,0,1000,900
                \(snapshots[1].id),2026-11-22T03:00:00.000Z,held,orders,0,400,300,,,0,1000,600

                """,
            "\(rows)"
        )
        let document = await store.run("history", "billing", "--json", "--since", "2026-11-25T00:00Z")
        #expect(
            document.output
                == #"{"schemaVersion":1,"group":"billing","cluster":{"id":"c-1","name":"prod"},"points":[{"snapshot":""#
                + #"\#(snapshots[4].id)","at":"2026-11-25T03:00:00Z","state":"held","reason":null,"offsets":["#
                + #"{"topic":"orders","partition":0,"offset":60,"leaderEpoch":null,"metadata":"","logStart":0,"#
                + #""logEnd":1000,"lag":940,"movement":null},{"topic":"orders","partition":1,"offset":500,"#
                + #""leaderEpoch":null,"metadata":"","logStart":0,"logEnd":1000,"lag":500,"movement":null}],"#
                + #""totalLag":1440,"unknownLags":0,"movement":null}],"leftOut":0,"unreadable":[],"putBack":null}"#
                + "\n",
            "\(document)"
        )
        let partitions = await store.run("history", "billing", "-v", "--since", "2026-11-24", "--partition", "0")
        #expect(
            partitions.output == """
                SNAPSHOT  TAKEN              TOPIC   PARTITION  OFFSET  MOVED  LAG
                20261124  2026-11-24 03:00Z  orders          0      20      -  980
                20261125  2026-11-25 03:00Z  orders          0      60    +40  940

                """,
            "\(partitions)"
        )
        let both = await store.run("history", "billing", "--csv", "--json")
        #expect(both.exitCode == .usage, "\(both)")
    }

    @Test func `a group that came and went says so, and a snapshot of other groups is counted alone`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-20T03:00:00Z", ["b": [1]])
        try await store.save("2026-11-21T03:00:00Z", ["a": [1], "b": [1]])
        try await store.save("2026-11-22T03:00:00Z", ["b": [1]]) { $0.origin.selection = Selection(groups: ["b"]) }
        try await store.save("2026-11-23T03:00:00Z", ["b": [1]])
        let run = await store.run("history", "a")
        #expect(
            run.output == """
                SNAPSHOT  TAKEN              OFFSETS  LAG  NEW  LOST  CHANGE
                20261120  2026-11-20 03:00Z        -    -    -     -  not there
                20261121  2026-11-21 03:00Z        1  999    1     -  -
                20261123  2026-11-23 03:00Z        -    -    -     1  gone

                """,
            "\(run)"
        )
        #expect(run.messages.contains("in 3 snapshots; 1 snapshot taken of other groups left out"), "\(run)")
        #expect(run.exitCode == .done && run.messages.contains("group a disappeared between"), "\(run)")
    }

    @Test func `a snapshot that could not read the group is a line with the reason, and exit 3`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]])
        try await store.save("2026-11-22T03:00:00Z", ["b": [1]]) {
            $0.coverage.failed = [GroupFailure(group: GroupID("a"), code: "DENIED", reason: "not for you")]
        }
        let run = await store.run("history", "a")
        #expect(run.exitCode == .partial, "\(run)")
        #expect(run.output.contains("not known: not for you (DENIED)"), "\(run)")
        #expect(!run.messages.contains("disappeared"), "\(run)")
        let rows = await store.run("history", "a", "--csv")
        #expect(rows.output.contains(",2026-11-22T03:00:00.000Z,unknown,,,,,,,,,\n"), "\(rows)")
    }

    /// What can be wrong with the file of a snapshot.
    enum Mishap: CaseIterable {
        case damaged
        case damagedUnseen
        case gone
    }

    @Test(arguments: Mishap.allCases)
    func `a file that cannot be read is named, in the document too, and exit 65`(_ mishap: Mishap) async throws {
        let (store, snapshots) = try await Self.rewound()
        let file = URL(filePath: snapshots[4].file)
        switch mishap {
        case .gone: try FileManager.default.removeItem(at: file)
        case .damaged, .damagedUnseen:
            var bytes = try Data(contentsOf: file)
            for index in bytes.count / 2..<bytes.count / 2 + 20 { bytes[index] ^= 1 }
            var status = stat()
            #expect(unsafe stat(file.path, &status) == 0)
            // The file of a snapshot cannot be written to.
            try FileManager.default.removeItem(at: file)
            try bytes.write(to: file)
            // The catalog knows a file by its size and its time: with the same of both it is taken for what it was.
            if mishap == .damagedUnseen {
                #expect(unsafe utimensat(AT_FDCWD, file.path, [status.st_atim, status.st_mtim], 0) == 0)
            }
        }
        let run = await store.run("history", "billing")
        #expect(run.exitCode == .damagedData, "\(run)")
        #expect(run.messages.contains(file.path) && run.output.contains("rewound"), "\(run)")
        let document = await store.run("history", "billing", "--json")
        #expect(document.exitCode == .damagedData)
        #expect(document.output.contains(#""unreadable":[{"id":"\#(snapshots[4].id)","#), "\(document)")
        let nowhere = await store.run("history", "nobody")
        #expect(nowhere.exitCode != .done && nowhere.messages.contains("1 file that may hold it"), "\(nowhere)")
        let before = await store.run("history", "billing", "--until", "2026-11-24")
        #expect(before.exitCode == .done, "\(before)")
    }

    @Test func `a group that no snapshot holds is exit 66, with the name that was meant`() async throws {
        let (store, _) = try await Self.rewound()
        let run = await store.run("history", "biling")
        #expect(run.exitCode == .notFound && run.output.isEmpty, "\(run)")
        #expect(run.messages.contains("none of 5 snapshots holds group biling"), "\(run)")
        #expect(run.messages.contains("Did you mean 'billing'?"), "\(run)")
        let early = await store.run("history", "billing", "--until", "2020-01-01")
        #expect(early.exitCode == .notFound, "\(early)")
        for words in [["history"], ["history", "a", "--since", "soon"], ["history", "a", "b"]] {
            let wrong = await CommandRun(words, store: store.path)
            #expect(wrong.exitCode == .usage, "\(wrong)")
        }
        let reversed = await store.run("history", "a", "--since", "2026-11-22", "--until", "2026-11-21")
        #expect(reversed.exitCode == .usage, "\(reversed)")
    }

    @Test func `a store of several clusters needs one to be named`() async throws {
        let (store, _) = try await Self.rewound()
        try await store.save("2026-11-26T03:00:00Z", ["billing": [7]]) {
            $0.origin.cluster = ClusterName(id: "c-2", name: nil)
        }
        let ambiguous = await store.run("history", "billing")
        #expect(ambiguous.exitCode == .usage && ambiguous.messages.contains("prod (c-1), c-2"), "\(ambiguous)")
        for (cluster, count) in [("c-1", 5), ("prod", 5), ("c-2", 1)] {
            let run = await store.run("history", "billing", "--cluster", cluster)
            #expect(run.output.split(separator: "\n").count == count + 1, "\(run)")
        }
    }

    @Test func `on a terminal lag is drawn, and nowhere else`() async throws {
        let (store, _) = try await Self.rewound()
        let terminal = TerminalTraits(showsMessages: true, showsOutput: true, width: 60)
        let drawn = await store.run("history", "billing", environment: ["NO_COLOR": "1"], terminal: terminal)
        #expect(
            drawn.output.hasSuffix(
                """

                lag over time, in records
                1480 │▆  █▇
                     │█▆ ██
                     │██ ██
                     │█████
                   0 │█████
                     └2026-11-21 03:00Z  2026-11-25 03:00Z

                """
            ),
            "\(drawn.output)"
        )
        let piped = await store.run("history", "billing")
        #expect(!piped.output.contains("│"))
    }
}
