import Dispatch
import Offsets
import Store
import Synchronization

/// When the store is read for the metrics, beside the daemon's loop: after each run, when somebody else has changed the store,
/// and now and then, since a file may be damaged where it lies.
///
/// The loop only looks whether it is time. A disk that does not answer keeps one thread, and what it was to say is unknown.
final class StoreReading: Sendable {
    /// How often it is looked whether somebody has changed the store, and how many bytes are free.
    static let period: Duration = .seconds(60)
    /// After so long it is read also where nothing has changed.
    static let longestRest: Duration = .seconds(30 * 60)
    /// The rest after a reading, in times of what that took: a hundredth of the time is spent on it at most.
    static let restFactor = 100
    /// A reading that takes longer counts as one that hangs, and what is known is out of date.
    static let patience: Duration = .seconds(60)

    fileprivate struct State {
        var found = StoreFindings()
        var wishes = StoreWishes()
        /// Whether it is to be read also where nothing seems to have changed.
        var isWanted = true
        /// When the reading began that is at work.
        var began: ContinuousClock.Instant?
        /// There is none before the first moment, and one at the second.
        var restsUntil: ContinuousClock.Instant?
        var nextAt: ContinuousClock.Instant?
        /// How the store was when it was read last, and when that was.
        var stamp: StoreStamp?
        var readAt: ContinuousClock.Instant?
        /// Whether the operator knows that it cannot be read.
        var isFailing = false
    }

    /// Reads the store, with what was found last for the same groups.
    typealias Reading = @Sendable (StoreWishes, StoreFindings?) async -> StoreFindings

    private let directory: String
    private let reading: Reading
    private let now: @Sendable () -> ContinuousClock.Instant
    private let tell: @Sendable (DaemonEvent) -> Void
    private let changed: @Sendable () -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "tidemark.metrics.store")

    /// Readings of the store in a directory.
    ///
    /// - Parameters:
    ///   - directory: The store.
    ///   - reading: What reads it, where it is not ``StoreFindings/read(_:_:before:)``.
    ///   - now: The clock.
    ///   - tell: Is told when the store cannot be read, and when it can again.
    ///   - changed: Is called when there is something new.
    init(
        directory: String,
        reading: Reading? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        tell: @escaping @Sendable (DaemonEvent) -> Void,
        changed: @escaping @Sendable () -> Void
    ) {
        self.directory = directory
        self.reading = reading ?? { await StoreFindings.read(directory, $0, before: $1) }
        self.now = now
        self.tell = tell
        self.changed = changed
    }

    /// What is known now; nothing while a reading hangs.
    var found: StoreFindings {
        let now = now()
        return state.withLock { $0.hangs(at: now) ? StoreFindings() : $0.found }
    }

    /// Whether none is at work.
    var isAtRest: Bool { state.withLock { $0.began == nil } }

    /// Wants a reading soon, since a run is over.
    func want() {
        state.withLock { $0.isWanted = true }
    }

    /// Begins a reading where it is time for one, and returns at once.
    func look(_ wishes: StoreWishes) {
        let now = now()
        let (isDue, hangs) = state.withLock { state in
            let hangs = !state.isFailing && state.hangs(at: now)
            if hangs { state.isFailing = true }
            let isDue = state.isDue(wishes, at: now)
            if isDue { state.began = now }
            return (isDue, hangs)
        }
        if hangs {
            let error = TidemarkError(
                .inputOutput,
                "the store in \(directory) could not be read within \(DurationText.text(Self.patience))",
                hint: "Look at the disk and the file system under it."
            )
            tell(.watchingFailed(error))
        }
        // What waits for a disk does so there, and not in the loop.
        if isDue { queue.async { self.read(wishes, since: now) } }
    }

    private func read(_ wishes: StoreWishes, since start: ContinuousClock.Instant) {
        let stamp = StoreStamp(of: directory)
        let (isUnchanged, before) = state.withLock { state in
            let isFresh = state.readAt.map { $0.duration(to: start) < Self.longestRest } ?? false
            let isUnchanged =
                isFresh && !state.isWanted && state.found.trouble == nil && state.stamp == stamp
                && state.wishes == wishes
            state.isWanted = false
            return (isUnchanged, state.wishes.hasSameGroups(as: wishes) ? state.found : nil)
        }
        if isUnchanged {
            // Others fill the file system, too.
            let free = try? SnapshotStore.freeBytes(in: directory)
            end(since: start) { $0.found.store?.freeBytes = free.map(Int64.init(clamping:)) }
            return note(nil)
        }
        Task {
            let found = await reading(wishes, before)
            // What a large store has taken of the memory goes back to the system.
            FreedMemory.giveBack()
            end(since: start) { state in
                (state.found, state.wishes, state.stamp, state.readAt) = (found, wishes, stamp, start)
                if found.isBusy { state.isWanted = true }
            }
            note(found.trouble)
            changed()
        }
    }

    private func end(since start: ContinuousClock.Instant, _ change: (inout State) -> Void) {
        let end = now()
        state.withLock { state in
            change(&state)
            state.began = nil
            state.restsUntil = end.advanced(by: start.duration(to: end) * Self.restFactor)
            state.nextAt = start.advanced(by: Self.period)
        }
    }

    /// Tells of a failure when it begins, and when it ends.
    private func note(_ trouble: TidemarkError?) {
        let wasFailing = state.withLock { state in
            defer { state.isFailing = trouble != nil }
            return state.isFailing
        }
        if let trouble {
            if !wasFailing { tell(.watchingFailed(trouble)) }
        } else if wasFailing {
            tell(.watchingWorks("the store is read"))
        }
    }
}

extension StoreReading.State {
    fileprivate func hangs(at now: ContinuousClock.Instant) -> Bool {
        began.map { $0.duration(to: now) > StoreReading.patience } ?? false
    }

    fileprivate func isDue(_ wishes: StoreWishes, at now: ContinuousClock.Instant) -> Bool {
        guard began == nil, restsUntil.map({ $0 <= now }) ?? true else { return false }
        return isWanted || wishes != self.wishes || nextAt.map { $0 <= now } ?? true
    }
}
