import Glibc
import KafkaTestSupport
import Offsets
import Testing

extension DurabilityTests {
    /// What others do to a group between the plan of a restore and its commit stops the restore of every group.
    struct Interference {
        /// Where a run is kept while somebody else acts.
        enum Place: Sendable, CaseIterable, CustomStringConvertible {
            /// Planned, and nothing looked at.
            case planned
            /// The pre-image is kept and the groups were found without members; the transaction is not open yet.
            case preImage
            /// The transaction is open, and the groups are being written.
            case open

            var description: String {
                switch self {
                case .planned: "planned"
                case .preImage: "pre-image"
                case .open: "open"
                }
            }
        }

        /// How many groups a restore has here.
        private static let groups = 12

        @Test(arguments: BrokersTrait.versions)
        func `a consumer that joins one group between plan and commit stops the restore of all`(
            _ version: String
        ) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster, groups: Self.groups)
                let group = restores.held.groups[5]
                let topic = restores.topic
                for place in Place.allCases {
                    let result = try await Self.interrupt(&restores, at: place) {
                        try await LiveConsumer.start(cluster, group: group, topics: [topic])
                    } afterwards: { member in
                        try await member.close()
                    }
                    #expect(result.exitCode == .refused, "\(place): \(result)")
                    #expect(result.messages.contains("group \(group) has running members"), "\(place): \(result)")
                    let outcome = try await restores.recover(after: result, "joined at \(place)").outcome
                    #expect(outcome == .old, "\(place): \(result)")
                }
            }
        }

        @Test(arguments: TestCluster.availableWithConsumerProtocol.map(\.version))
        func `a consumer of the new protocol that joins while the transaction is open stops the restore`(
            _ version: String
        ) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster, groups: Self.groups)
                let group = restores.held.groups[5]
                let topic = restores.topic
                let result = try await Self.interrupt(&restores, at: .open) {
                    try await ConsumerProtocolMember.start(cluster, group: group, topic: topic)
                } afterwards: { member in
                    try await member.close()
                }
                #expect(result.exitCode == .refused, "\(result)")
                #expect(result.messages.contains("group \(group) has running members"), "\(result)")
                let outcome = try await restores.recover(after: result, "joined").outcome
                #expect(outcome == .old, "\(result)")
            }
        }

        @Test(arguments: BrokersTrait.versions)
        func `a commit by somebody else between pre-image and commit aborts the run`(_ version: String) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster, groups: Self.groups)
                let group = restores.held.groups[7]
                for place in Place.allCases {
                    let foreign = CommittedOffset(
                        TopicPartition(topic: restores.topic, partition: 1),
                        offset: Int64(Content.records),
                        metadata: OffsetMetadata("somebody else, \(place)")
                    )
                    let result = try await Self.interrupt(&restores, at: place) {
                        try await cluster.commit(group: group, [foreign])
                    } afterwards: { _ in
                    }
                    #expect(result.exitCode == .refused, "\(place): \(result)")
                    let words = "group \(group) has moved since the plan was made: \(restores.topic)[1] had"
                    #expect(result.messages.contains(words), "\(place): \(result)")
                    restores.note(foreign, of: group)
                    let outcome = try await restores.recover(after: result, "committed at \(place)").outcome
                    #expect(outcome == .old, "\(place): \(result)")
                }
            }
        }

        /// Carries out a restore that is kept in a place while somebody acts.
        private static func interrupt<Actor: Sendable>(
            _ restores: inout BackAndForth,
            at place: Place,
            act: () async throws -> Actor,
            afterwards: (Actor) async throws -> Void
        ) async throws -> CommandResult {
            let gate = try JournalGate(restores.user.store)
            let command = try restores.start(.merge)
            try #require(try await gate.shut(at: "\(place)", after: restores.earlier, of: command))
            // An open transaction is being written to: that takes longer than the stop.
            if place != .open { try await gate.isAwaited(by: command) }
            command.kill(SIGSTOP, .child)
            let actor = try await act()
            gate.open()
            command.kill(SIGCONT, .child)
            let result = try await command.result()
            try await command.isGone()
            try await afterwards(actor)
            return result
        }
    }
}
