internal import Cluster
internal import KafkaProtocol

/// Which versions of which requests a broker understands (KIP-35).
struct BrokerVersions: Sendable {
    /// By the number of the request; those that this client has no table of as well.
    private let ranges: [Int16: ClosedRange<Int16>]

    /// By what ApiVersions answers.
    init(_ answer: Structure) {
        var ranges: [Int16: ClosedRange<Int16>] = [:]
        for entry in answer["apiKeys"].structures {
            let (lowest, highest) = (entry.int16("minVersion"), entry.int16("maxVersion"))
            if lowest <= highest { ranges[entry.int16("apiKey")] = lowest...highest }
        }
        self.ranges = ranges
    }

    /// The release of Kafka that the broker speaks like.
    var release: KafkaRelease { KafkaRelease(ranges.mapValues(\.upperBound)) }

    /// The newest version of a request that both sides know.
    ///
    /// - Parameters:
    ///   - api: The request.
    ///   - limit: The newest that is wanted.
    /// - Returns: The version, `nil` where there is none.
    func version(of api: API, upTo limit: Int16 = .max) -> Int16? {
        guard let range = ranges[api.rawValue] else { return nil }
        let ours = api.table.versions
        let highest = min(range.upperBound, ours.upperBound, limit)
        return highest >= max(range.lowerBound, ours.lowerBound) ? highest : nil
    }
}
