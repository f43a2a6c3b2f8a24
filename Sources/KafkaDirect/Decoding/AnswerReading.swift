package import Cluster
package import KafkaProtocol
package import Offsets

/// Reading bytes as this client reads them when they come from a broker, for tests that feed it what no broker would send.
package enum AnswerReading {
    /// What OffsetFetch answers of one group.
    package struct FetchedGroup: Hashable {
        /// Its name, `nil` in the versions that answer for one group only.
        package let name: [UInt8]?
        /// Its error.
        package let error: KafkaErrorCode
        /// Its topics, in their order.
        package let topics: [FetchedTopic]

        /// What is answered of a group.
        package init(name: [UInt8]?, error: KafkaErrorCode, topics: [FetchedTopic]) {
            self.name = name
            self.error = error
            self.topics = topics
        }
    }

    /// What OffsetFetch answers of one topic of a group.
    package struct FetchedTopic: Hashable {
        /// Its name.
        package let name: [UInt8]
        /// The numbers of its partitions, in their order.
        package let numbers: [Int32]
        /// What is told of each of them.
        package let fetches: [PartitionFetch]

        /// What is answered of a topic.
        package init(name: [UInt8], numbers: [Int32], fetches: [PartitionFetch]) {
            self.name = name
            self.numbers = numbers
            self.fetches = fetches
        }
    }

    /// The message of an answer with its header, read by its table.
    ///
    /// - Throws: ``MalformedMessage`` when it is none of this version.
    package static func message(
        in frame: [UInt8],
        _ api: API,
        _ version: Int16
    ) throws(MalformedMessage) -> Structure {
        try Handshake.message(in: frame, of: EncodedRequest(api, version: version, [:]))
    }

    /// What an answer of OffsetFetch tells, read as many groups are read.
    ///
    /// - Throws: ``MalformedMessage`` when it is none of this version.
    package static func offsets(in frame: [UInt8], _ version: Int16) throws(MalformedMessage) -> [FetchedGroup] {
        var names = TopicNames()
        let answered = Answered(request: EncodedRequest(.offsetFetch, version: version, [:]), frame: frame)
        return try OffsetFetchAnswer(answered, &names).groups.map { group in
            FetchedGroup(
                name: group.name.map { Array(String(decoding: $0, as: UTF8.self).utf8) },
                error: group.error,
                topics: group.topics.map { topic in
                    FetchedTopic(
                        name: Array(topic.name.utf8),
                        numbers: topic.partitions.map(\.number),
                        fetches: topic.partitions.map(\.fetch)
                    )
                }
            )
        }
    }

    /// What an answer of ListOffsets tells, read as log bounds are read.
    ///
    /// - Throws: ``MalformedMessage`` when it is none of this version.
    package static func bounds(
        in frame: [UInt8],
        _ version: Int16
    ) throws(MalformedMessage) -> [TopicPartition: Result<Int64, KafkaError>] {
        let request = EncodedRequest(.listOffsets, version: version, [:])
        return try ListOffsetsAnswer(Answered(request: request, frame: frame)).offsets
    }

    /// A group as ListGroups tells it.
    package struct ListedEntry: Hashable {
        /// Its name.
        package let name: [UInt8]
        /// Its state, `nil` in the versions that do not tell it.
        package let state: GroupState?
        /// Its kind.
        package let type: GroupType

        /// What is told of a group.
        package init(name: [UInt8], state: GroupState?, type: GroupType) {
            self.name = name
            self.state = state
            self.type = type
        }
    }

    /// What an answer of ListGroups tells, read as groups are listed.
    ///
    /// - Throws: ``MalformedMessage`` when it is none of this version.
    package static func groups(in frame: [UInt8], _ version: Int16) throws(MalformedMessage) -> [ListedEntry] {
        let request = EncodedRequest(.listGroups, version: version, [:])
        return try ListGroupsAnswer(Answered(request: request, frame: frame)).groups.map {
            ListedEntry(name: Array($0.group.name.utf8), state: $0.state, type: $0.type)
        }
    }

    /// The kind of a group by what ListGroups tells of it.
    package static func type(named name: String?, protocolType: String) -> GroupType {
        GroupType(named: name, protocolType: protocolType)
    }

    /// The partitions of an assignment, `nil` where it is none of consumers.
    package static func assignment(in bytes: [UInt8]) -> [TopicPartition]? {
        MemberAssignment.partitions(in: bytes)
    }

    /// The newest version of each request that an answer of ApiVersions allows.
    package static func versions(in message: Structure) -> [API: Int16] {
        let versions = BrokerVersions(message)
        _ = versions.release
        var found: [API: Int16] = [:]
        for api in API.allCases { found[api] = versions.version(of: api) }
        return found
    }

    /// The answers in what comes of a connection, part by part.
    ///
    /// - Throws: ``MalformedMessage`` for a length that no answer has.
    package static func answers(in parts: [[UInt8]]) throws(MalformedMessage) -> [[UInt8]] {
        var buffer = AnswerBuffer()
        var answers: [[UInt8]] = []
        for part in parts {
            buffer.bytes += part
            while let answer = try buffer.next() { answers.append(answer) }
        }
        return answers
    }
}
