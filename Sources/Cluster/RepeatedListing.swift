public import Offsets
import Synchronization

/// Lists groups again while a listing lacks something that passes: a broker that does not answer, a partition without a
/// leader, or what its reader needs.
public final class RepeatedListing: Sendable {
    /// How long one listing waits for a broker; a dead one may make it take this long.
    private static let listingTimeout: Duration = .seconds(8)
    /// How long a listing with errors is repeated: a cluster notices a dead broker in about ten seconds and then lists
    /// without error (`docs/kafka.md` §3.3).
    private static let patience: Duration = .seconds(30)
    /// The pause between two listings that are not whole.
    private static let pause: Duration = .seconds(1)
    /// How long a listing that every broker answered is repeated while partitions of `__consumer_offsets` have no
    /// leader: an election takes less than a second, and a broker that is down takes as long as it takes.
    private static let leaderPatience: Duration = .seconds(5)
    /// How long a listing that does not suffice to its reader is repeated: a broker that died is replaced in 9 to 15
    /// seconds, and one that comes back lists its groups when it has loaded them (`docs/kafka.md` §6.1).
    private static let sufficiencyPatience: Duration = .seconds(15)

    /// One listing that ends after a time at most.
    public typealias Once = @Sendable (_ timeout: Duration) async throws(KafkaError) -> GroupListing

    /// The partitions of `__consumer_offsets` that had no leader for as long as a listing waits for one; the next one
    /// does not wait for them again.
    private let leaderless = Mutex<Set<Int32>>([])

    /// Nothing was listed yet.
    public init() {}

    /// The groups that the principal may see.
    ///
    /// While a broker does not answer, the listing is repeated for up to half a minute before it is returned with errors,
    /// and for no more than half of the time: the groups that are listed are to be read in the rest. While a partition of
    /// `__consumer_offsets` has no leader, or has changed it during the listing, it is repeated for five seconds; a
    /// partition that had none then is not waited for again.
    ///
    /// - Parameters:
    ///   - suffices: What the reader of the listing needs of it. While that is not there, the listing is repeated for 15
    ///     seconds, and then returned as it is.
    ///   - deadline: When to give up.
    ///   - once: Makes one listing.
    ///   - forget: Forgets who coordinates, because a listing had errors or did not suffice.
    /// - Returns: The last listing.
    /// - Throws: ``KafkaError`` when no broker answers at all.
    public func list(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline,
        once: Once,
        forgetting forget: @Sendable () throws(KafkaError) -> Void
    ) async throws(KafkaError) -> GroupListing {
        let share = max(.milliseconds(1), deadline.remaining / 2)
        let limit = Deadline.after(min(share, Self.sufficiencyPatience))
        var listing = try await listWhole(share: share, once, forget)
        while !suffices(listing), limit.remaining > Self.pause {
            guard (try? await Task.sleep(for: Self.pause)) != nil else { throw .cancelled }
            // A coordinator that moved is asked where it is now.
            try forget()
            do throws(KafkaError) {
                listing = try await listWhole(share: share, once, forget)
            } catch {
                // What was listed tells what does not suffice, which is worth more than that the time is over.
                guard error.code != .cancelled else { throw error }
                return listing
            }
        }
        return listing
    }

    /// A listing that is repeated while a broker does not answer or a partition's leader is being elected.
    ///
    /// - Parameters:
    ///   - share: How much of the time all listings together may take.
    ///   - once: Makes one listing.
    ///   - forget: Forgets who coordinates.
    /// - Returns: The last listing, with the errors that it had.
    /// - Throws: ``KafkaError`` when no broker answers at all.
    private func listWhole(
        share: Duration,
        _ once: Once,
        _ forget: @Sendable () throws(KafkaError) -> Void
    ) async throws(KafkaError) -> GroupListing {
        let patience = Deadline.after(min(share, Self.patience))
        var leaderLimit: Deadline?
        var partial: GroupListing?
        while true {
            let listing: GroupListing
            do throws(KafkaError) {
                listing = try await once(min(share, Self.listingTimeout))
            } catch {
                // Out of time while trying for a better one: what some brokers told is worth more than nothing.
                guard let partial, error.code != .cancelled else { throw error }
                return partial
            }
            partial = listing
            var limit = patience
            if listing.errors.isEmpty {
                let unheard = Set(listing.offsets.unheard)
                guard !leaderless.withLock({ unheard.isSubset(of: $0) }) else {
                    leaderless.withLock { $0 = unheard }
                    return listing
                }
                limit = leaderLimit ?? min(patience, .after(Self.leaderPatience))
                leaderLimit = limit
            }
            guard limit.remaining > Self.pause else {
                if listing.errors.isEmpty { leaderless.withLock { $0 = Set(listing.offsets.unheard) } }
                return listing
            }
            guard (try? await Task.sleep(for: Self.pause)) != nil else { throw .cancelled }
            if !listing.errors.isEmpty { try forget() }
        }
    }
}
