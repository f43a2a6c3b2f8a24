import Cluster
import Kafka
import Offsets
import Settings

extension ClusterSettings {
    /// The properties of a cluster, the files of its secrets read.
    ///
    /// - Parameters:
    ///   - use: What they are for: the second principal is for commands that may write.
    ///   - given: Properties that win over them; a secret among these is not read from its file.
    ///   - context: Where credentials are.
    /// - Returns: The properties, each once.
    /// - Throws: `bad-secret-file` (exit 78) naming the place of the secret in the configuration.
    func properties(
        for use: ClusterUse,
        besides given: [KafkaConfiguration.Property],
        _ context: CommandContext
    ) throws(TidemarkError) -> [KafkaConfiguration.Property] {
        var taken = Set(given.map(\.name))
        var properties: [KafkaConfiguration.Property] = []
        let principals = use == .writing ? [(restorePrincipal, "restore."), (principal, "")] : [(principal, "")]
        // Whoever stands first wins, and what is overridden is not read.
        for (principal, part) in principals {
            let earlier = taken
            for (name, source) in principal.secrets where !earlier.contains(name) {
                let place = "\(source.origin): [cluster.\(self.name.value).\(part)secrets] \(name)"
                let value = try Credential.value(source.value, context.environment, place)
                properties.append(KafkaConfiguration.Property(name: name, value: value))
                taken.insert(name)
            }
            for (name, value) in principal.properties where !earlier.contains(name) {
                properties.append(KafkaConfiguration.Property(name: name, value: value.value))
                taken.insert(name)
            }
        }
        return properties
    }
}
