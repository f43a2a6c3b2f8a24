public import Offsets

/// An entry of the audit log with its place in the chain.
public struct AuditRecord: Hashable, Sendable {
    /// Its number, from 1 without gaps.
    public var number: Int64
    /// The entry.
    public var entry: AuditEntry
    /// The SHA-256 over the hash of the record before it and over this one.
    public var hash: ContentDigest
    /// The groups of the run that it is about, which are no part of the record itself; none where it is about no run.
    public var groups: [GroupID] = []
}
