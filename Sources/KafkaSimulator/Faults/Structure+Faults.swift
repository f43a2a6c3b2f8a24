import KafkaProtocol

extension Structure {
    /// Whether a request names a group or transactional id, in any of the places where requests do.
    func names(_ group: Text) -> Bool {
        let direct = ["groupId", "transactionalId", "key"].contains { self[$0].text == group }
        let listed = ["groupsNames", "groupIds", "coordinatorKeys", "groups"].contains { name in
            self[name].elements.contains { $0.text == group }
        }
        return direct || listed || self["groups"].structures.contains { $0.text("groupId") == group }
    }

    /// The group or transactional id a request is about, `nil` when it is about none or several.
    var coordinated: Text? {
        for name in ["transactionalId", "groupId", "key"] {
            if let text = self[name].text, !text.isEmpty { return text }
        }
        let groups =
            self["groupsNames"].elements.compactMap(\.text) + self["groups"].elements.compactMap(\.text)
            + self["groups"].structures.map { $0.text("groupId") }
        return groups.count == 1 ? groups[0] : nil
    }

    /// Puts an error in an answer, and takes out what an answer with an error does not hold.
    ///
    /// - Parameters:
    ///   - code: The error.
    ///   - place: Where.
    ///   - group: The group whose part of the answer it is; what the answer says of others stays.
    ///   - topic: The topic that this is a part of.
    mutating func put(_ code: ErrorCode, at place: FaultAction.Place, of group: Text? = nil, topic: Text? = nil) {
        if let group, let own = self["groupId"].text ?? self["key"].text, own != group { return }
        let here = self["name"].text ?? self["topic"].text ?? topic
        switch place {
        case .outermost:
            if Self.codes.contains(where: has) { return fail(code) }
        case .topic(let wanted):
            if here == wanted, Self.codes.contains(where: has) { return fail(code) }
        case .partitions:
            if let number = Self.partition(of: self), number >= 0, Self.codes.contains(where: has) { return fail(code) }
        case .partition(let wanted, let index):
            if let number = Self.partition(of: self) {
                if number == Int64(index), here == wanted, Self.codes.contains(where: has) { fail(code) }
                return
            }
        }
        forEachEntry { _, value in
            guard case .array(let elements) = value else { return }
            value = .array(
                elements.map { element in
                    guard case .structure(var inner) = element else { return element }
                    inner.put(code, at: place, of: group, topic: here)
                    return .structure(inner)
                }
            )
        }
    }

    private static let codes = ["errorCode", "partitionErrorCode"]

    private static func partition(of structure: Structure) -> Int64? {
        ["partitionIndex", "index"].first(where: structure.has).map { structure[$0].integer }
    }

    /// What a value becomes beside an error.
    private static let unknown: [String: Value] = [
        "committedOffset": -1, "offset": -1, "timestamp": -1, "baseOffset": -1, "lowWatermark": -1, "producerId": -1,
        "leaderId": -1, "nodeId": -1, "port": -1, "metadata": "",
    ]

    private mutating func fail(_ code: ErrorCode) {
        forEachEntry { name, value in
            if Self.codes.contains(name) {
                value = .code(code)
            } else if let nothing = Self.unknown[name] {
                value = nothing
            } else if case .array = value {
                value = .array([])
            }
        }
    }
}
