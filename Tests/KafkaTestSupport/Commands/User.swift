import Offsets

/// A person at a shell with a cluster and a store.
package struct User: Sendable {
    package let cluster: TestCluster
    package let store: ScratchStore

    package init(_ cluster: TestCluster, store: ScratchStore = ScratchStore()) {
        self.cluster = cluster
        self.store = store
    }

    /// Starts a command; the options that name cluster and store are added where the command has them.
    package func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        output: StandardOutput = .captured,
        terminal: PseudoTerminal? = nil
    ) throws -> RunningCommand {
        var all = arguments
        let ofCluster = [
            "snapshot", "restore", "copy", "rename", "reset", "delete", "apply", "undo", "recover", "groups",
            "describe",
            "stats",
        ]
        if ofCluster.contains(arguments.first ?? ""),
            !arguments.contains("--bootstrap-server")
        {
            all += ["--bootstrap-server", cluster.bootstrapServers]
        }
        let ofStore = [
            "snapshot", "restore", "copy", "rename", "reset", "delete", "apply", "undo", "recover", "list", "show",
            "history", "runs", "log", "prune",
            "undelete",
            "hold",
            "release", "verify", "stats",
        ]
        if ofStore.contains(arguments.first ?? ""), !arguments.contains("--store") {
            all += ["--store", store.directory]
        }
        return try RunningCommand(all, environment: environment, output: output, terminal: terminal)
    }

    /// Runs a command to its end; one that writes to the cluster waits until no other test does.
    package func run(
        _ arguments: String...,
        environment: [String: String] = [:],
        output: StandardOutput = .captured
    ) async throws -> CommandResult {
        let isRestore =
            ["restore", "copy", "rename", "reset", "delete", "apply", "undo"].contains(arguments.first ?? "")
            && arguments.contains("--yes")
        guard isRestore || arguments.first == "recover" else {
            return try await start(arguments, environment: environment, output: output).result()
        }
        return try await cluster.withoutOtherRestores {
            try await start(arguments, environment: environment, output: output).result()
        }
    }

    /// Takes a snapshot that has to be complete.
    package func snapshot(_ options: String...) async throws -> SnapshotDocument {
        try await snapshot(options)
    }

    /// Takes a snapshot, which has to be complete.
    package func snapshot(_ options: [String]) async throws -> SnapshotDocument {
        let result = try await start(["snapshot", "--json"] + options).result()
        guard result.exitCode == .done else { throw UnreadableOutput(result: result, reason: "no complete snapshot") }
        return try result.document()
    }
}
