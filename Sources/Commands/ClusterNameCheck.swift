import Offsets
import Store
import Syntax

/// Whether the name of a cluster still stands for the cluster that it was first used for, as the store remembers.
///
/// A configuration that has come to point to another cluster would mix the snapshots of two under one name, and restore
/// into the wrong one.
struct ClusterNameCheck: Sendable {
    private let name: String
    private let names: ClusterNames
    private let acceptsNew: Bool

    /// The check of a cluster that a command talks to; `nil` where that has no name.
    ///
    /// - Throws: `no-store-directory` (exit 78).
    init?(_ chosen: ChosenCluster, _ arguments: ParsedArguments, _ context: CommandContext) throws {
        guard let name = chosen.name else { return nil }
        self.name = name
        names = ClusterNames(of: try StoreOptions.directory(arguments, context))
        acceptsNew = arguments[ClusterOptions.acceptsNewClusterID]
    }

    /// Refuses a cluster that the name does not stand for; writes nothing.
    ///
    /// - Parameter id: The id of the cluster that was reached.
    /// - Throws: `cluster-changed` (exit 79) naming both ids; 65, 74, 77 or 78 when the store cannot be asked.
    func refuse(otherThanKnown id: String) throws(TidemarkError) {
        guard !acceptsNew, let tie = try names.tie(of: name), tie.id != id else { return }
        throw TidemarkError(
            .clusterChanged,
            "'\(name)' is cluster \(id) now, and since \(Age.moment(tie.since)) it has been cluster \(tie.id); nothing was "
                + "written",
            hint:
                "Check the bootstrap-servers of [cluster.\(name)]; if another cluster has taken its place, run the command "
                + "once with --accept-new-cluster-id."
        )
    }

    /// The same for a command that only looks, perhaps as a user who may not read the store.
    func refuse(otherThanKnown id: String, _ context: CommandContext) throws(TidemarkError) {
        do throws(TidemarkError) {
            try refuse(otherThanKnown: id)
        } catch {
            guard error.code == .denied else { throw error }
            context.warn("whether '\(name)' is the cluster that it was before cannot be seen: \(error.message)")
        }
    }

    /// Lets the name stand for a cluster from now on, where it stood for none or the operator has accepted another one.
    ///
    /// - Parameters:
    ///   - id: The id of the cluster that was reached.
    ///   - context: Told of a change.
    /// - Throws: What ``refuse(otherThanKnown:)`` does; 73, 74 or 77 when the store cannot be written.
    func settle(on id: String, _ context: CommandContext) throws(TidemarkError) {
        try refuse(otherThanKnown: id)
        let earlier = try names.set(name, to: id, replacing: acceptsNew)
        guard let earlier else { return }
        if earlier.id != id {
            guard acceptsNew else { return try refuse(otherThanKnown: id) }
            context.say("'\(name)' is cluster \(id) from now on; it was cluster \(earlier.id)")
        }
    }
}
