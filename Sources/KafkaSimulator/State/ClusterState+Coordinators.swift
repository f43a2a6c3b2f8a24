public import KafkaProtocol

extension ClusterState {
    /// The slot of a group or a transactional id.
    func slot(of name: Text) -> Int { Self.slot(of: name, among: coordinators.count) }

    /// The slot of a name among so many, by Kafka's hash.
    static func slot(of name: Text, among count: Int = Limit.coordinatorSlots) -> Int {
        let units = name.bytes.allSatisfy { $0 < 0x80 } ? name.bytes.map(UInt16.init) : Array(name.description.utf16)
        let hash = units.reduce(0 as Int32) { $0 &* 31 &+ Int32($1) }
        return (hash == .min ? 0 : Int(hash.magnitude)) % max(1, count)
    }

    /// The broker that coordinates a group or a transactional id, `nil` while there is none that runs.
    public func coordinator(of name: Text) -> Int32? {
        coordinator(ofSlot: slot(of: name))
    }

    private func coordinator(ofSlot slot: Int) -> Int32? {
        guard coordinators.indices.contains(slot), let id = coordinators[slot], brokers[id]?.isRunning == true else {
            return nil
        }
        return id
    }

    /// Hands a group or transactional id, with all of its slot, to the next running broker, which reads the log.
    public mutating func moveCoordinator(of name: Text) {
        let running = brokers.values.filter(\.isRunning).map(\.id).sorted()
        let slot = self.slot(of: name)
        let present = coordinators[slot] ?? 0
        coordinators[slot] = running.first { $0 > present } ?? running.first
        readLog(ofSlot: slot)
        revision += 1
    }

    /// Why a broker does not answer for a group or transactional id, `nil` when it does.
    func refusal(by broker: Int32, for name: Text) -> ErrorCode? {
        guard coordinator(of: name) == broker else { return .notCoordinator }
        return loadingCoordinators.contains(slot(of: name)) ? .coordinatorLoadInProgress : nil
    }

    /// The broker that leads a partition, −1 while there is none.
    ///
    /// Of an internal topic that is the coordinator of the slot, from which clients may tell a group's coordinator.
    public func leader(of topic: Text, _ partition: Int32) -> Int32 {
        guard InternalTopic(rawValue: topic) == nil else { return coordinator(ofSlot: Int(partition)) ?? -1 }
        let running = brokers.values.filter(\.isRunning).map(\.id).sorted()
        guard !running.isEmpty else { return -1 }
        return running[(slot(of: topic) + Int(partition)) % running.count]
    }
}
