import Cluster
import Offsets

/// Groups as they are now, as people read them: a row for each committed offset, or for each member.
struct DescribeTable {
    private static let groupColumns: [TableColumn] = [
        .text("GROUP"), .text("STATE").asDetail, .number("MEMBERS").asDetail,
    ]
    private static let offsetColumns: [TableColumn] = [
        .text("TOPIC"), .number("PARTITION"), .number("OFFSET"), .number("LAG"),
    ]
    private static let logColumns: [TableColumn] = [
        .number("LOG START").asDetail, .number("LOG END").asDetail, .text("CLIENT").asDetail, .freeText("METADATA"),
    ]
    private static let members = Table(
        .text("GROUP"),
        .text("STATE").asDetail,
        .text("CLIENT"),
        .text("HOST"),
        .text("INSTANCE"),
        .number("PARTITIONS").asDetail,
        .freeText("ASSIGNMENT"),
        .text("COORDINATOR").asDetail
    )
    /// What stands for members that the client library cannot name.
    private static let unknown = "unknown"

    let groups: [DescribedGroup]
    let now = Timestamp.now()

    /// A row for each committed offset, and one for a group without any.
    ///
    /// Ages, what can be put back and rates have columns where they are known of something.
    func write(to sink: OutputSink, showsRewindable: Bool) {
        let rows = groups.lazy.flatMap { group in
            group.held.isEmpty
                ? [row(group, nil, showsRewindable)] : group.held.map { row(group, $0, showsRewindable) }
        }
        Table(
            Self.groupColumns + Self.offsetColumns
                + [.number("BEHIND"), .number("REWINDABLE"), .number("RATE"), .number("TO ZERO")] + Self.logColumns
        ).write(rows, to: sink)
    }

    /// A row for each member, and one for a group without any.
    func writeMembers(to sink: OutputSink) {
        let rows = groups.lazy.flatMap { group -> [[String]] in
            let clients: [GroupMember?]
            guard let known = group.clients else {
                return [cells(group, [Self.unknown, Cell.none, Cell.none, Cell.none, Cell.none])]
            }
            clients = known.isEmpty ? [nil] : known
            return clients.map { client in
                cells(
                    group,
                    [
                        Cell.text(client?.clientID), Cell.text(client?.host), Cell.text(client?.instanceID),
                        Cell.number(client?.assignment?.count), Cell.assignment(client?.assignedTopics),
                    ]
                )
            }
        }
        Self.members.write(rows, to: sink)
    }

    private func cells(_ group: DescribedGroup, _ member: [String]) -> [String] {
        [Cell.text(group.group.group.name), Cell.text(group.group.state.rawValue)] + member
            + [Cell.text(group.description?.coordinator?.address)]
    }

    private func row(_ group: DescribedGroup, _ held: DescribedGroup.Held?, _ showsRewindable: Bool) -> [String] {
        let offset = held?.offset
        return [
            Cell.text(group.group.group.name), Cell.text(group.group.state.rawValue), Cell.number(group.members),
            Cell.text(offset?.topic), Cell.number(offset?.partition), Cell.number(offset?.offset),
            Cell.number(held?.lag), Cell.age(held?.age, now: now),
            showsRewindable ? Cell.number(held?.rewindable) : Cell.none, Cell.rate(held?.consumption),
            Cell.timeToZero(held?.consumption), Cell.number(held?.bounds?.start), Cell.number(held?.bounds?.end),
            Cell.text(held?.consumer?.clientID),
            offset?.metadata == OffsetMetadata.none ? Cell.none : Cell.text(offset?.metadata.text),
        ]
    }
}

extension Cell {
    private static let perSecond = "/s"

    /// What a member consumes, in the form in which options take it: `orders:0,1 payments:2`.
    static func assignment(_ topics: [AssignedTopic]?) -> String {
        guard let topics, !topics.isEmpty else { return none }
        return topics.map { "\(text($0.topic)):\($0.partitions.map(String.init).joined(separator: ","))" }
            .joined(separator: " ")
    }

    /// How old something is, from its seconds.
    static func age(_ seconds: Int64?, now: Timestamp) -> String {
        seconds.map { Age.short(now.advanced(by: .seconds(-$0)), now: now) } ?? none
    }

    /// The records consumed in a second, with a digit behind the point where they are few.
    static func rate(_ consumption: Consumption?) -> String {
        guard let rate = consumption?.perSecond else { return none }
        let tenths = (rate * 10).rounded() / 10
        let text = abs(tenths) < 100 ? "\(tenths)" : Int64(exactly: rate.rounded())?.description
        return text.map { $0 + perSecond } ?? none
    }

    /// How long until nothing is left to consume, at the pace of the last two looks; `never` where that brings it no nearer.
    static func timeToZero(_ consumption: Consumption?) -> String {
        guard let consumption else { return none }
        guard let time = consumption.timeToZero else { return "never" }
        guard time > .zero else { return none }
        let zero = Timestamp(nanoseconds: 0)
        return Age.short(zero, now: zero.advanced(by: time))
    }
}
