/// The steps in which snapshots are moved to the trash and back, in their order, and those of writing what is noted beside
/// them.
///
/// A step can be made to fail, so that each failure is tested; nothing else depends on this type.
enum UpkeepStep: Hashable, Sendable, CaseIterable {
    case createMarks
    case writeMarks
    case synchronizeMarks
    case publishMarks
    case synchronizeMarksDirectory
    case createTrash
    case move
    case moveMarks
    case synchronizeTrash
    case synchronizeSnapshots
    case catalog
    case delete
}
