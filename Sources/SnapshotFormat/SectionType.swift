/// The sections of format 1.0 (docs/format.md, 3), in the order of the file.
enum SectionType: UInt16, CaseIterable {
    /// Where, when, by what and on whose order the snapshot was taken.
    case origin = 1
    /// What it was to hold and what it lacks.
    case coverage = 2
    /// The topics' names, ids and partition counts.
    case topics = 3
    /// The log start and end of partitions.
    case logBounds = 4
    /// The groups' ids, states and types.
    case groups = 5
    /// Which partitions each group has committed.
    case layout = 6
    /// The committed offsets.
    case offsets = 7
    /// Their leader epochs.
    case leaderEpochs = 8
    /// Their metadata.
    case metadata = 9
    /// How much of the cluster could be seen.
    case view = 12

    /// How messages name the section with this type, known or not.
    static func name(_ type: UInt16) -> String {
        guard let known = SectionType(rawValue: type) else { return "section \(type)" }
        return "section \(type) (\(known))"
    }
}
