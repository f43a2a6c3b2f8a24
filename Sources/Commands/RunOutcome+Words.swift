import Engine
import Offsets

extension RunOutcome {
    /// How the run ended, in one line.
    var verdict: String {
        let run = "run \(record.id)"
        let partitions = Counted.text(verified, "partition")
        return switch record.state {
        case .done where !mismatches.isEmpty:
            "\(run) done: \(partitions) read back; \(mismatches.count) "
                + (code == .expiredSince ? "have expired since" : "hold something else since")
        case .done where record.removesGroups:
            "\(run) done: the groups are deleted; \(partitions) read back, none holds an offset any more"
        case .done: "\(run) done: \(partitions) read back, all hold what was planned"
        case .raced:
            "\(run) done, but overwritten: \(partitions) read back, \(mismatches.count) differ from the plan"
        case .aborted where verified > 0 && mismatches.isEmpty:
            "\(run) aborted: nothing was changed; \(partitions) read back, all hold what they held before"
        case .rolledBack where mismatches.isEmpty:
            "\(run) rolled back: \(partitions) read back, all hold what they held before"
        case .rolledBack:
            "\(run) rolled back: nothing it wrote is left; \(mismatches.count) of \(partitions) were moved by "
                + "something else"
        case .aborted: "\(run) aborted: nothing was committed"
        default: "\(run) ended as \(Cell.state(record.state))"
        }
    }

    /// What a message about the run is about.
    var fields: [Message.Field: String] { [.run: record.id.text] }

    /// A warning for each partition that holds something else than it should.
    var differences: some Collection<Message> {
        mismatches.lazy.map { mismatch in
            let expected = Cell.number(mismatch.expected?.offset)
            let found = Cell.number(mismatch.found?.offset)
            return Message(
                .warning,
                "group \(mismatch.group.name), \(mismatch.topicPartition): expected \(expected), found \(found)",
                about: fields.merging(Message.fields(mismatch.group, mismatch.topicPartition)) { _, new in new }
            )
        }
    }
}

extension [CommittedMark] {
    /// What a message about all of them is about: the run, where it is one.
    var fields: [Message.Field: String] { count == 1 ? [.run: self[0].mark.run] : [:] }
}
