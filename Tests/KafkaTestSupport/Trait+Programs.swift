public import Testing

extension Trait where Self == ConditionTrait {
    /// The test needs a program of somebody else: without it it is skipped with this reason, and fails where nothing may be.
    public static func needs(_ program: String) -> Self {
        .enabled("needs \(program): run `scripts/setup --foreign-clients`") {
            let isThere = (try? await Program.run("sh", ["-c", "command -v \(program)"])) != nil
            guard isThere || !TestCluster.requiresEverything else {
                throw KafkaFailure("find \(program)", message: "run `scripts/setup --foreign-clients`")
            }
            return isThere
        }
    }
}
