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
    /// The groups' ids, states and types, and how many offsets each has.
    case groups = 5
    /// The committed offsets of some groups; the only one that comes more than once.
    case rows = 6
    /// Who vouches for the file; who reads a snapshot without keys skips it.
    case authentication = 7

    /// The flags that the section has to have.
    var flags: UInt16 { self == .authentication ? SectionHeader.apartFlag : SectionHeader.criticalFlag }

    /// How messages name the section with this type, known or not.
    static func name(_ type: UInt16) -> String {
        guard let known = SectionType(rawValue: type) else { return "section \(type)" }
        return "section \(type) (\(known))"
    }
}
