/// The steps of committing a snapshot's file, in their order.
///
/// A step can be made to fail, so that each failure is tested; nothing else depends on this type.
enum CommitStep: Hashable, Sendable, CaseIterable {
    case freeSpace
    case create
    case write
    case synchronize
    case readBack
    case publish
    case synchronizeDirectory
    case protect
    case catalog
}
