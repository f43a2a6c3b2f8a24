import KafkaProtocol

extension ClusterState {
    /// The answer to a request that fails, for one group where that is said, with none of its effect; of an error at one
    /// partition the others' effect.
    mutating func fail(
        _ request: Request,
        _ code: ErrorCode,
        _ place: FaultAction.Place,
        of group: Text? = nil
    ) -> Structure {
        var trial = self
        var answer: Structure = [:]
        if case .answer(let usual) = trial.answer(request) { answer = usual }
        answer = request.whole(answer)
        answer.put(code, at: place, of: group)
        if case .partition(let topic, let partition) = place {
            _ = self.answer(request.without(topic, partition))
        }
        return answer
    }
}

extension Request {
    /// An answer with every field its version has.
    func whole(_ answer: Structure) -> Structure {
        let isFlexible = api.table.isFlexible(version)
        var writer = MessageWriter()
        writer.structure(answer, api.table.response, version: version, isFlexible: isFlexible)
        var reader = MessageReader(writer.bytes)
        return (try? reader.structure(api.table.response, version: version, isFlexible: isFlexible)) ?? answer
    }

    /// The request as if it did not name a partition.
    func without(_ topic: Text, _ partition: Int32) -> Request {
        var request = self
        request.message.forEachEntry { name, value in
            guard name == "topics" else { return }
            value = .structures(
                value.structures.map { details in
                    guard details.text("name") == topic else { return details }
                    var details = details
                    details["partitions"] = .structures(
                        details["partitions"].structures.filter { $0.int32("partitionIndex") != partition }
                    )
                    return details
                }
            )
        }
        return request
    }
}
