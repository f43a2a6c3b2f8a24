internal import CRDKafka
internal import Cluster
internal import Offsets

extension GroupState {
    /// librdkafka's state; one it has no name for is unknown.
    init(_ state: rd_kafka_consumer_group_state_t) {
        self =
            switch state {
            case RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE: .preparingRebalance
            case RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE: .completingRebalance
            case RD_KAFKA_CONSUMER_GROUP_STATE_STABLE: .stable
            case RD_KAFKA_CONSUMER_GROUP_STATE_DEAD: .dead
            case RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY: .empty
            default: .unknown
            }
    }
}

extension GroupType {
    /// The kind of a listed group; librdkafka tells it from 2.6 on.
    init(of listing: OpaquePointer) {
        self =
            switch unsafe NewerLibrary.listingType?(listing) {
            case NewerLibrary.GroupKinds.consumer: .consumer
            case NewerLibrary.GroupKinds.classic:
                unsafe rd_kafka_ConsumerGroupListing_is_simple_consumer_group(listing) != 0 ? .simple : .classic
            default: unsafe rd_kafka_ConsumerGroupListing_is_simple_consumer_group(listing) != 0 ? .simple : .unknown
            }
    }
}

extension ListedGroup {
    /// A group as the older listing has it: named by ListGroups, and then described by its broker.
    ///
    /// A broker describes no group but classic ones, and answers "dead" for all others.
    init(_ info: rd_kafka_group_info) {
        let name = unsafe String(cString: info.group)
        let state = unsafe GroupState(named: String(cString: info.state))
        let protocolType = unsafe String(cString: info.protocol_type)
        let isDescribed: Bool? =
            switch unsafe info.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR: state != .dead || !protocolType.isEmpty
            // The broker that lists it does not coordinate this name: it has moved, or the name is not the group's.
            case RD_KAFKA_RESP_ERR_NOT_COORDINATOR: false
            default: nil
            }
        let type: GroupType =
            switch (isDescribed, protocolType) {
            case (true?, ""): .simple
            case (true?, "consumer"): .classic
            case (true?, _): .classicOf(protocolType)
            case (false?, _): unsafe info.err == RD_KAFKA_RESP_ERR_NO_ERROR ? .streamsOrShare : .unknown
            case (nil, _): .unknown
            }
        self.init(
            group: GroupID(name),
            state: isDescribed == true ? state : .unknown,
            type: type,
            isDescribed: isDescribed,
            coordinator: unsafe BrokerAddress(ofOriginOf: info)
        )
    }
}

extension BrokerAddress {
    /// The broker that has listed and described a group, which is the group's coordinator; `nil` where it says that it is
    /// not.
    fileprivate init?(ofOriginOf info: rd_kafka_group_info) {
        guard unsafe info.err == RD_KAFKA_RESP_ERR_NO_ERROR, let host = unsafe info.broker.host else { return nil }
        unsafe self.init(id: info.broker.id, host: String(cString: host), port: Int32(info.broker.port))
    }
}

extension GroupDescription {
    /// The first release whose description knows KIP-848 groups: before it they look dead and without members.
    private static let knowsConsumerGroups: Int32 = 0x020a_00ff

    /// A description in librdkafka's memory.
    init(group: GroupID, copying description: OpaquePointer) {
        let state = unsafe GroupState(rd_kafka_ConsumerGroupDescription_state(description))
        let isTrustworthy = state != .dead || rd_kafka_version() >= Self.knowsConsumerGroups
        let members = isTrustworthy ? unsafe rd_kafka_ConsumerGroupDescription_member_count(description) : nil
        var coordinator: BrokerAddress?
        if let node = unsafe rd_kafka_ConsumerGroupDescription_coordinator(description),
            let host = unsafe rd_kafka_Node_host(node)
        {
            coordinator = unsafe BrokerAddress(
                id: rd_kafka_Node_id(node),
                host: String(cString: host),
                port: Int32(rd_kafka_Node_port(node))
            )
        }
        self.init(
            group: group,
            state: state,
            members: members,
            namedMembers: members.map { count in
                (0..<count).compactMap { unsafe GroupMember(copying: description, at: $0) }
            },
            coordinator: coordinator,
            isOfConsumerProtocol: unsafe NewerLibrary.descriptionType?(description) == NewerLibrary.GroupKinds.consumer
        )
    }
}

extension GroupMember {
    /// A member of a description in librdkafka's memory.
    fileprivate init?(copying description: OpaquePointer, at index: Int) {
        guard let member = unsafe rd_kafka_ConsumerGroupDescription_member(description, index),
            let client = unsafe rd_kafka_MemberDescription_client_id(member),
            let host = unsafe rd_kafka_MemberDescription_host(member)
        else { return nil }
        let instance = unsafe rd_kafka_MemberDescription_group_instance_id(member)
        unsafe self.init(
            clientID: String(cString: client),
            host: String(cString: host),
            instanceID: instance.map { unsafe String(cString: $0) },
            assignment: unsafe rd_kafka_MemberDescription_assignment(member).map { unsafe Self.partitions(of: $0) }
        )
    }

    /// The partitions of an assignment in librdkafka's memory.
    private static func partitions(of assignment: OpaquePointer) -> [TopicPartition] {
        guard let list = unsafe rd_kafka_MemberAssignment_partitions(assignment) else { return [] }
        return unsafe UnsafeBufferPointer(start: list.pointee.elems, count: max(0, Int(list.pointee.cnt))).map {
            entry in
            unsafe TopicPartition(topic: String(cString: entry.topic), partition: entry.partition)
        }
    }
}
