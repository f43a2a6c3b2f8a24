import Cluster
import Offsets

extension Cluster {
    /// What the cluster is, with its topics: what every command asks first.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    func connected(before deadline: Deadline) async throws(TidemarkError) -> ClusterMetadata {
        try await asking("connecting to the cluster") { () throws(KafkaError) in try await metadata(before: deadline) }
    }

    /// A listing that shows certain groups if they are there: who decides whether a group has members, or whether it
    /// exists, must have heard every broker, and the partitions of `__consumer_offsets` that the groups belong to.
    ///
    /// - Parameters:
    ///   - groups: The groups that matter, `nil` for all.
    ///   - known: Those of them that are known to be there. While one is not listed, which is so while its coordinator
    ///     moves or loads, the groups are listed again for some time; it may be missing all the same.
    ///   - deadline: When to give up.
    /// - Returns: The listing.
    /// - Throws: ``TidemarkError`` with exit 69 when some broker does not answer, or a group cannot be shown.
    func completeListing(
        of groups: Set<GroupID>?,
        known: Set<GroupID> = [],
        before deadline: Deadline
    ) async throws(TidemarkError) -> GroupListing {
        let listing = try await asking("listing the groups") { () throws(KafkaError) in
            try await listGroups(
                until: { listing in
                    let isHeard = groups?.contains(where: listing.offsets.hides) != true
                    return isHeard && (known.isEmpty || known.isSubset(of: listing.groups.lazy.map(\.group)))
                },
                before: deadline
            )
        }
        if let error = listing.errors.first {
            throw TidemarkError(
                .unreachable,
                "not every broker lists its groups: \(error.message) (\(error.code.name))",
                hint:
                    "Whether the groups have members cannot be known; nothing was written. Try again when all brokers are up.",
                cause: error
            )
        }
        guard !listing.offsets.unheard.isEmpty else { return listing }
        guard let groups else {
            throw TidemarkError(
                .unreachable,
                "\(listing.offsets.words); groups on them are not listed",
                hint: "Nothing was written. Try again when the brokers that hold these partitions are up."
            )
        }
        let hidden = groups.filter(listing.offsets.hides)
        guard !hidden.isEmpty else { return listing }
        throw TidemarkError(
            .unreachable,
            "\(listing.offsets.words); on them \(hidden.count == 1 ? "is group" : "are groups") "
                + GroupList.words(hidden),
            hint:
                "Whether they have members cannot be known; nothing was written. Try again when the brokers that hold "
                + "these partitions are up, or leave the groups out with --exclude-group."
        )
    }

    /// Asks the cluster something; an error says what it was.
    func asking<Value>(
        _ activity: String,
        _ body: () async throws(KafkaError) -> Value
    ) async throws(TidemarkError) -> Value {
        do {
            return try await body()
        } catch {
            throw TidemarkError.cluster(error, while: activity, of: self)
        }
    }
}
