import Offsets
import Syntax

/// How a plan is carried out.
enum RunOptions {
    static let allowBestEffort = Flag(
        "allow-best-effort",
        help: "where the cluster refuses transactions, write group after group and put back what fails: not atomic"
    )
    static let soak = Option<Duration?>(
        "soak",
        .duration(upTo: Defaults.longestSoak),
        help: "after the restore wait DURATION, read again, and name groups that something else has moved"
    )
    static let metadataLimit = Option<Int?>(
        "metadata-limit",
        .count(upTo: MetadataLimit.longest),
        help: "the brokers' offset.metadata.max.bytes, where they do not tell it (they do with DESCRIBE_CONFIGS)"
    )

    static let all = OptionGroup("Run", allowBestEffort, soak, metadataLimit)
}
