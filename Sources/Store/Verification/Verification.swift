public import Offsets

/// What a verification found of a snapshot.
public struct VerifiedSnapshot: Hashable, Sendable {
    /// Whether it can be relied on.
    public enum State: String, Hashable, Sendable {
        /// Every byte is what was written.
        case intact
        /// A byte is not, or it is another snapshot than the one that was there.
        case damaged
        /// Its file is gone, and it was not removed on purpose.
        case missing
        /// A newer Tidemark wrote it.
        case unknownFormat = "unknown-format"
        /// It could not be read, so that nothing can be said.
        case unreadable
    }

    /// Its name; `nil` of one that is gone and is known by its digest alone.
    public var id: SnapshotID?
    /// What was found.
    public var state: State
    /// More in words; `nil` of one that is intact.
    public var detail: String?
    /// The digest of one that is gone, by which others name it.
    public var digest: ContentDigest?
    /// Whether somebody vouches for it; `nil` of one that is not intact.
    public var authenticity: Authenticity?
    /// The error that says so; `nil` of one that is intact.
    public var code: TidemarkError.Code?

    init(_ id: SnapshotID?, _ state: State, _ detail: String? = nil, code: TidemarkError.Code? = nil) {
        self.id = id
        self.state = state
        self.detail = detail
        self.code = code
    }

    /// A snapshot of which every byte is what was written.
    public init(intact id: SnapshotID, _ authenticity: Authenticity) {
        self.init(id, .intact)
        self.authenticity = authenticity
    }

    /// What an error says of a snapshot.
    init(_ id: SnapshotID?, _ message: String, _ code: TidemarkError.Code) {
        let state: State =
            switch code.exitCode {
            case .damagedData: .damaged
            case .configuration: .unknownFormat
            case .notFound: .missing
            default: .unreadable
            }
        self.init(id, state, message, code: code)
    }
}

/// What is remembered of the verifications of a snapshot.
struct Verification: Hashable, Sendable {
    /// The digest that its content had.
    var digest: ContentDigest
    /// When it was last found intact; `nil` when it never was.
    var intactAt: Timestamp?
    /// Since when it is known to be damaged; `nil` when it is not.
    var damagedSince: Timestamp?
}
