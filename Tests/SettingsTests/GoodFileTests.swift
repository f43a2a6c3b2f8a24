import Offsets
import Settings
import Testing

/// Files without a mistake.
struct GoodFileTests {
    private static let whole = """
        [store]
        path = "/var/lib/tidemark"
        signing-key = "2026"
        require-authentic = true
        [store.keys]
        2025 = "/etc/tidemark/key"
        2026 = "tidemark-key"

        [cluster.prod]
        bootstrap-servers = ["kafka-1:9092", "[::1]:9092", "SASL_SSL://kafka-2:9092"]
        [cluster.prod.properties]
        "security.protocol" = "SASL_SSL"
        "socket.timeout.ms" = 3000
        "enable.ssl.certificate.verification" = true
        [cluster.prod.secrets]
        "sasl.password" = "kafka-prod-password"
        [cluster.prod.restore.secrets]
        "sasl.password" = "/etc/tidemark/restore"

        [job.nightly]
        cluster = "prod"
        schedule = "03:00"
        zone = "Europe/Paris"
        groups = ["*"]
        exclude-groups = ["console-consumer-*"]
        tags = ["nightly"]
        timeout = "1h30m"
        suspicious-below = "25%"
        [job.nightly.retention]
        last = 7
        daily = 30
        within = "2d"
        [job.nightly.hooks]
        after = ["/usr/local/bin/tell-us", "--done", ""]
        [job.hourly]
        schedule = "hourly"
        groups = ["billing-*", 're:^a\\.b$']

        [daemon]
        metrics = "unix:/run/tidemark/metrics.sock"
        lag-groups = ["billing-*"]
        jitter = "2m"
        ping.url-credential = "unseen"
        """

    @Test func `every value is what the file says`() throws {
        let settings = try Settings(text: Self.whole)
        #expect(settings.store.path.value == "/var/lib/tidemark")
        #expect(settings.store.signingKey == "2026" && settings.store.requiresAuthentic.value)
        #expect(settings.store.keys.map(\.name) == ["2025", "2026"])
        #expect(settings.store.keys.map(\.source.value) == [.file("/etc/tidemark/key"), .credential("tidemark-key")])
        let cluster = try #require(settings.clusters.first)
        #expect(cluster.name.value == "prod")
        #expect(cluster.bootstrapServers.value == ["kafka-1:9092", "[::1]:9092", "SASL_SSL://kafka-2:9092"])
        #expect(
            cluster.principal.properties.map { "\($0.name)=\($0.value.value)" } == [
                "security.protocol=SASL_SSL", "socket.timeout.ms=3000", "enable.ssl.certificate.verification=true",
            ]
        )
        #expect(cluster.principal.secrets.map(\.source.value) == [.credential("kafka-prod-password")])
        #expect(cluster.restorePrincipal.secrets.map(\.source.value) == [.file("/etc/tidemark/restore")])
        #expect(settings.jobs.map(\.name.value) == ["nightly", "hourly"])
        let job = try #require(settings.jobs.first)
        #expect(job.schedule.value.expression.description == "*-*-* 03:00:00")
        #expect(job.timeout.value == .seconds(5_400))
        #expect(job.suspiciousBelow.value == 25)
        #expect(job.selection == Selection(excludedGroups: ["console-consumer-*"]))
        #expect(job.retention?.last.value == 7)
        #expect(job.retention?.weekly.value == 0)
        #expect(job.retention?.within.value == .seconds(172_800))
        #expect(job.hooks.after.value == ["/usr/local/bin/tell-us", "--done", ""])
        let hourly = try #require(settings.jobs.last)
        #expect(hourly.cluster.value == "prod")
        #expect(hourly.retention == nil)
        #expect(hourly.selection.groups == ["billing-*", #"re:^a\.b$"#])
        #expect(settings.daemon.metrics.value == .socket("/run/tidemark/metrics.sock"))
        #expect(settings.unseenSecrets == ["daemon.ping.url-credential"])
    }

    @Test func `a job has from the daemon what it does not say itself`() throws {
        let job = try #require(try Settings(text: Self.whole).jobs.last)
        #expect(job.jitter == Setting(.seconds(120), .file("tidemark.toml", FilePlace(line: 42, column: 10))))
        #expect(job.ping.address.value == .credential("unseen"))
    }

    @Test func `every value knows its line, and a default that it is one`() throws {
        let shown = try Settings(text: Self.whole).shown
        func origin(_ key: String) -> String? { shown.first { $0.key == key }.map { "\($0.origin)" } }
        #expect(origin("store.path") == "tidemark.toml:2")
        #expect(origin("cluster.prod.properties.\"security.protocol\"") == "tidemark.toml:12")
        #expect(origin("job.nightly.catch-up") == "default")
        #expect(origin("job.nightly.jitter") == "tidemark.toml:42")
        #expect(origin("job.hourly.cluster") == "default")
        #expect(origin("daemon.textfile") == "default")
        #expect(Set(shown.map(\.key)).count == shown.count)
    }

    @Test func `what is a secret or names one is not shown`() throws {
        let shown = try Settings(text: Self.whole).shown
        let secrets = shown.filter { $0.value == .secret }.map(\.key)
        #expect(
            secrets == [
                "store.keys.2025", "store.keys.2026", "cluster.prod.secrets.\"sasl.password\"",
                "cluster.prod.restore.secrets.\"sasl.password\"",
                "daemon.ping.url-credential",
            ]
        )
        #expect(!"\(shown)".contains("kafka-prod-password"))
    }

    @Test(arguments: ["", "# nothing\n", "\u{FEFF}[store]\r\npath = \"/a\"\r\n", "[daemon]\n", "[job]\n[cluster]\n"])
    func `a file may say little`(_ text: String) throws {
        let settings = try Settings(text: text)
        #expect(settings.jobs.isEmpty)
        #expect(settings.daemon.lagGroupsLimit.value == 1_000)
    }

    @Test func `a zone may stand in the schedule`() throws {
        let settings = try Settings(text: BadFile.oneCluster + "[job.a]\nschedule = \"daily Europe/Paris\"\n")
        let zone = settings.shown.first { $0.key == "job.a.zone" }
        #expect(zone?.value == .text("Europe/Paris"))
        #expect(zone.map { "\($0.origin)" } == "tidemark.toml:4")
    }

    @Test func `columns count characters as Unicode has them`() {
        let error = #expect(throws: SettingsError.self) { try Settings(text: "store = { \"ä😀\" = 1, b = 2 }\n") }
        #expect(error?.mistakes.map { "\($0.place)" } == ["1:11", "1:21"])
    }
}
