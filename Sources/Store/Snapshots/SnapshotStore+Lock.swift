import Offsets

/// The store's lock, held for the moments in which the directory changes.
extension SnapshotStore {
    /// Runs `body`, which changes the directory, with the store's lock.
    func withLock<Result: Sendable>(
        _ body: @Sendable (isolated SnapshotStore) throws(TidemarkError) -> Result
    ) async throws(TidemarkError) -> Result {
        guard case .writing(let wait, let command) = access else {
            throw TidemarkError(
                .storeReadOnly,
                "\(directory) was opened for reading only"
            )
        }
        let began = ContinuousClock.now
        let left = max(.zero, wait - waited)
        let lock = try await FileLock.acquire(layout.lock, of: "the store", wait: left, for: command)
        waited += began.duration(to: .now)
        isLocked = true
        defer { isLocked = false }
        do throws(TidemarkError) {
            let result = try body(self)
            lock.release()
            return result
        } catch {
            lock.release()
            throw error
        }
    }

    /// Runs `body`, which changes the directory, with the store's lock; not at all while others hold it.
    func withLockIfFree(_ body: () throws(TidemarkError) -> Void) throws(TidemarkError) {
        guard !isLocked else { return try body() }
        guard let lock = try FileLock.attempt(layout.lock, for: "tidemark") else { return }
        do throws(TidemarkError) {
            try body()
            lock.release()
        } catch {
            lock.release()
            throw error
        }
    }
}
