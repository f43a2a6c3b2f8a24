// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of ours is compiled the same way: the language's stricter future, memory safety spelled out,
/// and no warning left standing.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the house; `imports` are its arrows (see CONTRIBUTING.md, "The rooms").
func room(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: settings)
}

/// The tests of a room.
func tests(_ name: String, imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: imports, exclude: exclude, swiftSettings: settings)
}

/// A C library of the distribution, found by `pkg-config`.
func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "tidemark",
    products: [.executable(name: "tidemark", targets: ["tidemark"])],
    targets: [
        library("CRDKafka", pkgConfig: "rdkafka", debian: "librdkafka-dev"),
        library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        library("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CTLS", pkgConfig: "libssl", debian: "libssl-dev"),
        library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),

        // toml++ is C++; a few C functions stand before its shared library.
        .target(
            name: "CTOML",
            cxxSettings: [.define("TOML_HEADER_ONLY", to: "0"), .define("TOML_SHARED_LIB", to: "1")],
            linkerSettings: [.linkedLibrary("tomlplusplus")]
        ),

        // libmicrohttpd and libcurl are loaded when they are first used, by a few C functions before each.
        .target(name: "CMicroHTTPD"),
        .target(name: "CCurl"),

        // Headers of Linux itself that Swift's Glibc module leaves out.
        .systemLibrary(name: "CLinux"),

        room("Offsets"),
        room("Compression", imports: ["CZstd"]),
        room("Digest", imports: ["COpenSSL", "CZlib", "Offsets"]),
        room("TLS", imports: ["CTLS"]),
        room("SQLite", imports: ["CSQLite"]),
        room("SnapshotFormat", imports: ["Compression", "Digest", "Offsets"]),
        room("Store", imports: ["CLinux", "SQLite", "SnapshotFormat", "Digest", "Offsets"]),
        room("Cluster", imports: ["Offsets"]),
        room("Kafka", imports: ["CRDKafka", "Cluster", "Offsets"]),
        room("Engine", imports: ["Cluster", "Store", "Digest", "Offsets"]),
        room("KafkaProtocol"),
        room("KafkaDirect", imports: ["KafkaProtocol", "TLS", "Digest", "Cluster", "Offsets"]),
        room("KafkaSimulator", imports: ["KafkaProtocol", "TLS", "Digest"]),
        room("Supervision", imports: ["Offsets"]),
        room("Syntax", imports: ["Offsets"]),
        room("Settings", imports: ["CTOML", "Offsets"]),
        room("Watching", imports: ["CMicroHTTPD", "Settings", "Offsets"]),
        room("WebClient", imports: ["CCurl"]),
        room("Daemon", imports: ["Watching", "WebClient", "Supervision", "Settings", "Store", "Offsets"]),
        room("Demo", imports: ["KafkaProtocol", "KafkaSimulator", "Store", "Supervision", "Offsets"]),
        room(
            "Commands",
            imports: [
                "Syntax", "Settings", "Daemon", "Engine", "Cluster", "KafkaDirect", "Kafka", "Store", "Supervision",
                "Demo", "Digest",
                "Offsets",
            ]
        ),
        .executableTarget(name: "tidemark", dependencies: ["Commands"], swiftSettings: settings),

        // What every kind of test may need.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        // What tests and measurements need of a cluster and the product must not have: topics, records, consumers.
        .target(
            name: "KafkaTestSupport",
            dependencies: ["CRDKafka", "KafkaProtocol", "KafkaSimulator", "TestSupport", "Offsets"],
            path: "Tests/KafkaTestSupport",
            swiftSettings: settings
        ),
        // A cluster in a dictionary, for tests of what needs no Kafka.
        .target(
            name: "EngineTestSupport",
            dependencies: ["Cluster", "Offsets"],
            path: "Tests/EngineTestSupport",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "seed",
            dependencies: [
                "Cluster", "Kafka", "KafkaTestSupport", "Demo", "Store", "SnapshotFormat", "Supervision", "Offsets",
            ],
            path: "Benchmarks/Seed",
            swiftSettings: settings
        ),

        // A child that misbehaves in every way a test needs.
        .executableTarget(
            name: "SupervisionFixture",
            dependencies: ["Supervision", "Offsets"],
            path: "Tests/SupervisionFixture",
            swiftSettings: settings
        ),

        // Restores under generated faults; `scripts/model-check` runs it.
        .target(
            name: "ModelCheck",
            dependencies: [
                "Cluster", "Engine", "EngineTestSupport", "Kafka", "KafkaDirect", "KafkaProtocol", "KafkaSimulator",
                "KafkaTestSupport", "Offsets", "SQLite", "Store", "TestSupport",
            ],
            path: "Tests/ModelCheck",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "model-check",
            dependencies: ["ModelCheck"],
            path: "Tests/ModelCheckProgram",
            swiftSettings: settings
        ),

        // Snapshot files changed at random; `scripts/fuzz-format` runs it.
        .target(
            name: "FormatFuzz",
            dependencies: ["SnapshotFormat", "Compression", "Digest", "KafkaTestSupport", "TestSupport", "Offsets"],
            path: "Tests/FormatFuzz",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fuzz-format",
            dependencies: ["FormatFuzz"],
            path: "Tests/FormatFuzzProgram",
            swiftSettings: settings
        ),

        // Answers of brokers changed at random; `scripts/fuzz-answers` runs it.
        .target(
            name: "AnswerFuzz",
            dependencies: ["KafkaDirect", "KafkaProtocol", "Cluster", "KafkaTestSupport", "TestSupport", "Offsets"],
            path: "Tests/AnswerFuzz",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fuzz-answers",
            dependencies: ["AnswerFuzz"],
            path: "Tests/AnswerFuzzProgram",
            swiftSettings: settings
        ),

        tests("OffsetsTests", imports: ["Offsets", "KafkaTestSupport", "TestSupport"]),
        tests("CompressionTests", imports: ["Compression"]),
        tests("DigestTests", imports: ["Digest", "Offsets"]),
        tests("TLSTests", imports: ["TLS", "KafkaTestSupport"]),
        tests("SQLiteTests", imports: ["SQLite", "TestSupport"]),
        tests(
            "SnapshotFormatTests",
            imports: [
                "SnapshotFormat", "Compression", "Digest", "FormatFuzz", "KafkaTestSupport", "TestSupport", "Offsets",
            ],
            exclude: ["Resources"]
        ),
        tests("StoreTests", imports: ["Store", "SQLite", "KafkaTestSupport", "TestSupport", "Offsets"]),
        tests("ClusterTests", imports: ["Cluster", "EngineTestSupport", "TestSupport", "Offsets"]),
        tests("KafkaTests", imports: ["Kafka", "CRDKafka", "Cluster", "KafkaTestSupport", "TestSupport", "Offsets"]),
        tests(
            "EngineTests",
            imports: ["Engine", "EngineTestSupport", "TestSupport", "Cluster", "Store", "Offsets"]
        ),
        tests(
            "ContractTests",
            imports: [
                "KafkaProtocol", "KafkaSimulator", "Cluster", "KafkaDirect", "Kafka", "KafkaTestSupport", "Offsets",
            ]
        ),
        tests("KafkaTestSupportTests", imports: ["KafkaTestSupport", "Offsets"]),
        tests(
            "KafkaDirectTests",
            imports: [
                "KafkaDirect", "Kafka", "CRDKafka", "KafkaProtocol", "KafkaSimulator", "Cluster", "Engine",
                "AnswerFuzz", "KafkaTestSupport", "TLS", "Digest", "Offsets",
            ]
        ),
        // Both clients and Kafka's own AdminClient, asked about the same groups.
        tests(
            "AgreementTests",
            imports: [
                "tidemark", "KafkaDirect", "Kafka", "CRDKafka", "Cluster", "Engine", "SnapshotFormat",
                "KafkaTestSupport", "Offsets",
            ],
            exclude: ["GroupReader.java"]
        ),
        tests("KafkaProtocolTests", imports: ["KafkaProtocol", "KafkaTestSupport"]),
        tests(
            "KafkaSimulatorTests",
            imports: [
                "KafkaProtocol", "KafkaSimulator", "TLS", "Digest", "Cluster", "Kafka", "KafkaTestSupport", "Offsets",
            ],
            exclude: ["ForeignClients/confluent_client.py"]
        ),
        tests("SupervisionTests", imports: ["Supervision", "SupervisionFixture", "TestSupport", "Offsets"]),
        tests("SyntaxTests", imports: ["Syntax"]),
        tests("SettingsTests", imports: ["Settings", "KafkaTestSupport", "TestSupport", "Offsets"]),
        tests("WatchingTests", imports: ["Watching", "Settings", "TestSupport", "Offsets"]),
        tests("WebClientTests", imports: ["WebClient", "KafkaTestSupport"], exclude: ["web_server.py"]),
        tests(
            "DaemonTests",
            imports: [
                "Daemon", "Watching", "WebClient", "Settings", "SQLite", "Store", "Supervision", "KafkaTestSupport",
                "TestSupport",
                "Offsets",
            ]
        ),
        tests("DemoTests", imports: ["Demo", "KafkaProtocol", "KafkaSimulator", "Offsets"]),
        tests(
            "CommandsTests",
            imports: [
                "Commands", "Syntax", "Daemon", "Engine", "EngineTestSupport", "KafkaTestSupport", "TestSupport",
                "Cluster",
                "Kafka",
                "Store", "SQLite",
                "Offsets",
            ]
        ),
        tests("ModelTests", imports: ["ModelCheck", "model-check", "EngineTestSupport"]),
        // The built program as a user runs it; nothing of its code is called, and its journal is read as a database.
        tests(
            "AcceptanceTests",
            imports: [
                "tidemark", "KafkaProtocol", "KafkaSimulator", "KafkaTestSupport", "TestSupport", "Store", "SQLite",
                "Offsets",
            ]
        ),
        // The same on clusters of three brokers, whose processes and brokers are killed.
        tests("DurabilityTests", imports: ["tidemark", "KafkaTestSupport", "TestSupport", "SQLite", "Offsets"]),
        // The same on a simulated cluster that does one thing wrong.
        tests(
            "FaultTests",
            imports: [
                "tidemark", "KafkaProtocol", "KafkaSimulator", "KafkaTestSupport", "Engine", "Cluster", "Kafka",
                "KafkaDirect",
                "Store",
                "Offsets",
            ],
            exclude: ["faults.md"]
        ),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
