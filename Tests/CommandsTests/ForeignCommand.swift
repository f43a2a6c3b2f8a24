/// A line of the documentation that calls another program than tidemark, and what shows that it works.
struct ForeignCommand: Sendable {
    /// What shows it.
    enum Proof: Sendable {
        /// A script or a test runs the very lines, as they stand in the page.
        case runsTheLines(String)
        /// A script or a test does the same; it has this text.
        case doesTheSame(String, by: String)
        /// Nothing runs it, for a reason.
        case notRun(String)
    }

    /// What such a line begins with, `sudo` left out.
    let beginning: String
    let proof: Proof

    private init(_ beginning: String, _ proof: Proof) {
        self.beginning = beginning
        self.proof = proof
    }

    private static let systemdCheck = "scripts/systemd-check"
    private static let packageCheck = "scripts/package-check"
    private static let freshCheck = "scripts/check-fresh"
    private static let storeLost = "Tests/AcceptanceTests/StoreLostTests.swift"
    private static let roundTrip = "Tests/AcceptanceTests/ImportRoundTripTests.swift"

    /// Every kind of line that there is; of several that fit the first counts.
    static let all: [ForeignCommand] = [
        ForeignCommand("apt install ./tidemark_", .doesTheSame("apt install /packages/tidemark.deb", by: packageCheck)),
        ForeignCommand("man tidemark", .doesTheSame("mandoc -Tlint", by: "Tests/CommandsTests/ManualsTests.swift")),
        ForeignCommand("export TIDEMARK_", .notRun("sets a variable of the shell; the commands behind it are parsed")),
        ForeignCommand("sudoedit ", .doesTheSame("/usr/local/sbin/sudoedit", by: systemdCheck)),
        ForeignCommand(
            "systemctl enable --now tidemark-snapshot@nightly.timer",
            .doesTheSame("systemctl enable --quiet --now tidemark-snapshot@nightly.timer", by: systemdCheck)
        ),
        ForeignCommand(
            "systemctl enable --now tidemark",
            .doesTheSame("systemctl enable --now tidemark", by: packageCheck)
        ),
        ForeignCommand(
            "systemctl start tidemark-snapshot@nightly",
            .notRun("starts what the timer starts, which systemd-check waits for")
        ),
        ForeignCommand("systemctl edit ", .notRun("opens an editor; systemd-check writes the same drop-ins as files")),
        ForeignCommand("systemctl start tidemark", .runsTheLines(storeLost)),
        ForeignCommand("systemctl stop tidemark", .runsTheLines(storeLost)),
        ForeignCommand("systemctl disable --now tidemark", .runsTheLines(systemdCheck)),
        ForeignCommand("systemctl daemon-reload", .runsTheLines(systemdCheck)),
        ForeignCommand("rm -rf /usr/local/bin/tidemark", .runsTheLines(systemdCheck)),
        ForeignCommand("rm -f /usr/local/share/man", .runsTheLines(systemdCheck)),
        ForeignCommand("rm -rf /etc/tidemark /var/lib/tidemark", .runsTheLines(systemdCheck)),
        ForeignCommand("rm -rf /var/lib/tidemark /etc/tidemark", .runsTheLines(packageCheck)),
        ForeignCommand("userdel tidemark", .runsTheLines(packageCheck)),
        ForeignCommand("install -m 600 /dev/stdin", .runsTheLines(systemdCheck)),
        ForeignCommand(
            "install -D -m 644 -t '/etc/systemd/system/tidemark-snapshot@.service.d'",
            .notRun("the same for another unit as the line for tidemark.service, which systemd-check runs")
        ),
        ForeignCommand("install -D -m 644 -t", .runsTheLines(systemdCheck)),
        ForeignCommand("make demo", .doesTheSame("make demo", by: freshCheck)),
        ForeignCommand("make test", .doesTheSame("make test", by: freshCheck)),
        ForeignCommand("make deb", .doesTheSame("make deb dist", by: packageCheck)),
        ForeignCommand("make release", .runsTheLines(systemdCheck)),
        ForeignCommand("make install", .doesTheSame("/usr/local/sbin/make", by: systemdCheck)),
        ForeignCommand("scripts/in-debian 13 make deb", .doesTheSame("/in-debian\" \"$1\" make deb", by: packageCheck)),
        ForeignCommand("scripts/setup --kafka", .doesTheSame("\"--kafka\"", by: "Benchmarks/run")),
        ForeignCommand("scripts/setup", .doesTheSame("scripts/setup", by: ".ci/run")),
        ForeignCommand("scripts/demo --kafka", .notRun("needs Kafka's jars; the tour itself is run by check-fresh")),
        ForeignCommand(
            "scripts/install-files",
            .doesTheSame("scripts/install-files \"\" /usr/local", by: packageCheck)
        ),
        ForeignCommand("tar xf tidemark-", .doesTheSame("tar -C /root -xzf", by: packageCheck)),
        ForeignCommand("openssl rand -hex 32", .notRun("prints random digits; a key of that form signs in the tests")),
        ForeignCommand("kafka-consumer-groups", .doesTheSame("--from-file", by: roundTrip)),
        ForeignCommand(
            "kafka-transactions.sh",
            .doesTheSame("describe-producers", by: "Tests/AcceptanceTests/UnusualClusterTests.swift")
        ),
        ForeignCommand("kafka-acls", .doesTheSame("kafka-acls", by: "Tests/AcceptanceTests/DoctorRightsTests.swift")),
        ForeignCommand("sqlite3 ", .runsTheLines(storeLost)),
        ForeignCommand("rsync ", .runsTheLines(storeLost)),
        ForeignCommand("chown ", .runsTheLines(storeLost)),
    ]

    /// That of a line; `nil` where there is none.
    static func of(_ line: String) -> ForeignCommand? {
        let line = line.hasPrefix("sudo ") ? String(line.dropFirst("sudo ".count)) : line
        return all.first { line.hasPrefix($0.beginning) }
    }
}
