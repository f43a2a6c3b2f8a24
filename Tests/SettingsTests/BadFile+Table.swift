extension BadFile {
    static let all = noTOML + keys + store + clusters + properties + jobs + schedules + selections + parts + daemons

    private static let noTOML = [
        BadFile("[store\n", "1:7", nil, "this is no TOML"),
        BadFile("path = /var/lib\n", "1:8", nil, "this is no TOML", "in quotes"),
        BadFile("[store]\npath = \"/a\n", "2:11", nil, "this is no TOML"),
        BadFile("[store]\npath = \"/a\"\npath = \"/b\"\n", "3:8", nil, "this is no TOML: ", "written once"),
        BadFile("[job.a]\n[job.b]\n[job.a]\n", "3:1", nil, "this is no TOML: "),
        BadFile("a = 99999999999999999999\n", "1:25", nil, "at most 64 bits"),
        BadFile("= 1\n", "1:1", nil, "this is no TOML"),
        BadFile("a = \"\\q\"\n", "1:7", nil, "this is no TOML", "single quotes"),
        BadFile("a = \u{0}\n", "1:5", nil, "this is no TOML"),
        BadFile("just words\n", "1:6", nil, "this is no TOML"),
    ]

    private static let keys = [
        BadFile("[stroe]\n", "1:2", "stroe", "no key 'stroe' in the file", "Did you mean 'store'?"),
        BadFile("[jobs.nightly]\n", "1:2", "jobs", "no key 'jobs' in the file", "Did you mean 'job'?"),
        BadFile("[clusters.prod]\n", "1:2", "clusters", "no key 'clusters'", "Did you mean 'cluster'?"),
        BadFile("path = \"/a\"\n", "1:1", "path", "no key 'path' in the file", "'path' belongs in [store]."),
        BadFile("store = \"/a\"\n", "1:1", "store", "store is a table, and this is a text", "[store]"),
        BadFile("daemon = 1\n", "1:1", "daemon", "daemon is a table, and this is a whole number", "[daemon]"),
        BadFile("elsewhere = 1\n", "1:1", "elsewhere", "no key 'elsewhere'", "There are: store, cluster, job, daemon."),
        BadFile("\"\" = 1\n", "1:1", "\"\"", "no key ''"),
        BadFile("[[job]]\nschedule = \"daily\"\n", "1:3", "job", "job is no list", "[job.NAME]"),
        BadFile("[job]\nschedule = \"daily\"\n", "2:1", "job.schedule", "a job without a name", "[job.NAME]"),
        BadFile("[job]\nnightly = 3\n", "2:1", "job.nightly", "holds tables with names alone", "[job.NAME]"),
        BadFile("[job.retention]\nlast = 3\n", "1:6", "job.retention", "a job without a name", "[job.NAME]"),
    ]

    private static let store = [
        BadFile("[store]\npaht = \"/a\"\n", "2:1", "store.paht", "no key 'paht' in [store]", "Did you mean 'path'?"),
        BadFile("[store]\npath = \"var/lib\"\n", "2:8", "store.path", "'var/lib' is a relative path", "from / on"),
        BadFile("[store]\npath = \"~/tidemark\"\n", "2:8", "store.path", "~ stands for nothing", "whole path"),
        BadFile("[store]\npath = \"$HOME/t\"\n", "2:8", "store.path", "no variables are replaced", "whole path"),
        BadFile("[store]\npath = \"\"\n", "2:8", "store.path", "this is empty", "path = \"/var/lib/tidemark\""),
        BadFile("[store]\npath = 5\n", "2:8", "store.path", "an absolute path in quotes is wanted here", "path = \""),
        BadFile("[store]\npath = [\"/a\"]\n", "2:8", "store.path", "this is a list", "path = \""),
        BadFile("[store]\npath = \"/a\\nb\"\n", "2:8", "store.path", "control character"),
        BadFile("[store.path]\n", "1:1", "store.path", "this is a table", "path = \""),
        BadFile(
            "[store]\njournal-runs = 0\n",
            "2:16",
            "store.journal-runs",
            "0 is out of range: a whole number from 1"
        ),
        BadFile("[store]\njournal-runs = \"9\"\n", "2:16", "store.journal-runs", "a whole number", "journal-runs = "),
        BadFile("[store]\njournal-age = \"1h\"\n", "2:15", "store.journal-age", "'1h' is out of range: 1d"),
        BadFile("[store]\njournal-age = 90\n", "2:15", "store.journal-age", "a duration in quotes", "journal-age = "),
        BadFile("[store]\nrequire-reason = \"true\"\n", "2:18", "store.require-reason", "true or false", "quotes"),
        BadFile("[store]\nretention = 3\n", "2:1", "store.retention", "no key 'retention'"),
        BadFile(
            "[store]\nsigning-key = \"2027\"\n[store.keys]\n2026 = \"k\"\n",
            "2:15",
            "store.signing-key",
            "there is no key '2027' in [store.keys]",
            "Did you mean '2026'?"
        ),
        BadFile(
            "[store]\nsigning-key = \"a\"\n",
            "2:15",
            "store.signing-key",
            "there is no key 'a' in [store.keys]",
            "Add the line a = \"CREDENTIAL\" to [store.keys]."
        ),
        BadFile(
            "[store.keys]\na = \"k\"\nb = \"/k\"\n",
            "1:2",
            "store.signing-key",
            "[store.keys] has 2 keys, and nothing says which one signs new snapshots",
            "signing-key = \"a\""
        ),
        BadFile(
            "[store]\nrequire-authentic = true\n",
            "2:21",
            "store.require-authentic",
            "no snapshot can be authentic: there is no key in [store.keys]",
            "Add [store.keys] with a key"
        ),
        BadFile("[store]\nrequire-authentic = \"yes\"\n", "2:21", "store.require-authentic", "true or false"),
        BadFile("[store.keys]\na = \"missing\"\n", "2:5", "store.keys.a", "no credential of this name"),
        BadFile("[store.keys]\na = 5\n", "2:5", "store.keys.a", "the name of a credential or an absolute path"),
        BadFile("[store.keys]\n\"a b\" = \"k\"\n", "2:1", "store.keys.\"a b\"", "'a b' is no name of a key"),
        BadFile("[store.keys]\na.b = \"k\"\n", "2:1", "store.keys.a", "the name of a credential or an absolute path"),
        BadFile("[store]\nkeys = \"k\"\n", "2:1", "store.keys", "keys is a table, and this is a text"),
    ]

    private static let clusters = [
        BadFile(
            "[cluster.prod]\n",
            "1:10",
            "cluster.prod.bootstrap-servers",
            "is missing in [cluster.prod]",
            "[\"kafka-1:9092\""
        ),
        BadFile(
            "[cluster.prod]\nbootstrap-servers = \"a:9092\"\n",
            "2:21",
            "cluster.prod.bootstrap-servers",
            "a list is wanted here, and this is a text",
            "Put it in brackets"
        ),
        server("", "this is empty"), server("a", "'a' names no port", "HOST:PORT"),
        server("a:0", "no port from 1 to 65535"), server("a:65536", "no port from 1 to 65535"),
        server("a:port", "no port from 1 to 65535"), server(":9092", "names no host"),
        server("::1:9092", "IPv6", "[ADDRESS]:PORT"),
        server("[::1:9092", "lacks a closing bracket"), server("[::1]", "names no port", "[ADDRESS]:PORT"),
        server("a: 9092", "has a space in it"), server("a:1,b:1", "is several servers", "each in quotes of its own"),
        BadFile(
            "[cluster.prod]\nbootstrap-servers = [\"a:1\"]\nclient = \"java\"\n",
            "3:10",
            "cluster.prod.client",
            "'java' is no client",
            "\"auto\", \"direct\" or \"librdkafka\""
        ),
        BadFile(
            "[cluster.prod]\nbootstrap-servers = []\n",
            "2:21",
            "cluster.prod.bootstrap-servers",
            "this list is empty",
            "bootstrap-servers = [\"kafka-1:9092\""
        ),
        BadFile(
            "[cluster.prod]\nbootstrap-servers = [\"a:1\", \"a:1\"]\n",
            "2:29",
            "cluster.prod.bootstrap-servers",
            "'a:1' is in the list already"
        ),
        BadFile(
            "[cluster.prod]\nbootstrap-servers = [9092]\n",
            "2:22",
            "cluster.prod.bootstrap-servers",
            "HOST:PORT in quotes is wanted here, and this is a whole number"
        ),
        BadFile(
            "[cluster.\"my prod\"]\nbootstrap-servers = [\"a:1\"]\n",
            "1:10",
            "cluster.\"my prod\"",
            "'my prod' is no name of a cluster",
            "letters, digits"
        ),
        BadFile(
            oneCluster + "[cluster.other]\nbootstrap-servers = [\"a:9092\"]\n",
            "4:21",
            "cluster.other.bootstrap-servers",
            "[cluster.prod] has the same servers",
            "[cluster.prod.restore.properties]"
        ),
        cluster(
            "bootstrap_servers = [\"a:1\"]\n",
            "3:1",
            "bootstrap_servers",
            "no key",
            "Did you mean 'bootstrap-servers'?"
        ),
        cluster("secret = 1\n", "3:1", "secret", "no key 'secret'", "Did you mean 'secrets'?"),
        cluster(
            "[cluster.prod.restore]\nsecret.a = \"b\"\n",
            "4:1",
            "restore.secret",
            "no key 'secret'",
            "Did you mean 'secrets'?"
        ),
        cluster("properties = 1\n", "3:1", "properties", "properties is a table", "[cluster.prod.properties]"),
    ]

    private static func server(_ server: String, _ message: String, _ hint: String? = nil) -> BadFile {
        BadFile(
            "[cluster.prod]\nbootstrap-servers = [\"\(server)\"]\n",
            "2:22",
            "cluster.prod.bootstrap-servers",
            message,
            hint
        )
    }

    private static let properties = [
        property(
            "security.protocol = \"SSL\"",
            "10",
            "\"security.protocol\"",
            "is not in quotes",
            "\"security.protocol\" = "
        ),
        property("\"sasl.password\" = \"hunter2\"", "1", "\"sasl.password\"", "is a secret", "[cluster.prod.secrets]"),
        property(
            "\"bootstrap.servers\" = \"a:1\"",
            "1",
            "\"bootstrap.servers\"",
            "has a key of its own",
            "bootstrap-servers"
        ),
        property("\"sasl.jaas.config\" = \"x\"", "1", "\"sasl.jaas.config\"", "the Java client", "sasl.username"),
        property(
            "\"ssl.truststore.location\" = \"/a\"",
            "1",
            "\"ssl.truststore.location\"",
            "the Java client",
            "ssl.ca.location"
        ),
        property(
            "\"Security.Protocol\" = \"SSL\"",
            "1",
            "\"Security.Protocol\"",
            "no name of a property",
            "small letters"
        ),
        property("\"client.id\" = 1.5", "15", "\"client.id\"", "this is a number with a fraction", "in quotes"),
        property("\"client.id\" = [\"a\"]", "15", "\"client.id\"", "this is a list", "in quotes"),
        property("\"client.id\" = \"\\u0000\"", "15", "\"client.id\"", "NUL"),
        secret("\"sasl.password\" = \"hunter2/x\"", "19", "\"sasl.password\"", "this is a relative path", "whole path"),
        secret(
            "\"sasl.password\" = \"hunter 2\"",
            "19",
            "\"sasl.password\"",
            "neither the name of a credential",
            "mode 0600"
        ),
        secret("\"sasl.password\" = \"..\"", "19", "\"sasl.password\"", "neither the name of a credential"),
        secret("\"sasl.password\" = 1234", "19", "\"sasl.password\"", "this is a whole number"),
        secret(
            "\"sasl.password\" = \"missing\"",
            "19",
            "\"sasl.password\"",
            "no credential of this name",
            "LoadCredential="
        ),
        secret("\"sasl.password\" = \"/missing\"", "19", "\"sasl.password\"", "cannot open /missing"),
        secret("sasl.password = \"a\"", "6", "\"sasl.password\"", "is not in quotes", "\"sasl.password\" = "),
        cluster(
            "[cluster.prod.properties]\n\"sasl.username\" = \"a\"\n[cluster.prod.secrets]\n\"sasl.username\" = \"a\"\n",
            "6:1",
            "secrets.\"sasl.username\"",
            "stands in [cluster.prod.properties] as well",
            "Leave one"
        ),
        cluster(
            "[cluster.prod.restore.secrets]\n\"sasl.password\" = \"missing\"\n",
            "4:19",
            "restore.secrets.\"sasl.password\"",
            "no credential of this name"
        ),
    ]

    private static func property(
        _ line: String,
        _ column: String,
        _ name: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        cluster("[cluster.prod.properties]\n\(line)\n", "4:\(column)", "properties.\(name)", message, hint)
    }

    private static func secret(
        _ line: String,
        _ column: String,
        _ name: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        cluster("[cluster.prod.secrets]\n\(line)\n", "4:\(column)", "secrets.\(name)", message, hint)
    }

    private static let jobs = [
        job("cluster = \"prdo\"\n", "5:11", "cluster", "no [cluster.prdo] in the file", "Did you mean 'prod'?"),
        job("cluster = \"elsewhere\"\n", "5:11", "cluster", "no [cluster.elsewhere]", "There are: prod."),
        job("cluster = [\"prod\"]\n", "5:11", "cluster", "this is a list", "cluster = \"prod\""),
        job("timout = \"2m\"\n", "5:1", "timout", "no key 'timout' in [job.nightly]", "Did you mean 'timeout'?"),
        job("metrics = \"127.0.0.1:1\"\n", "5:1", "metrics", "no key 'metrics'", "'metrics' belongs in [daemon]."),
        job("last = 3\n", "5:1", "last", "no key 'last'", "'last' belongs in [job.NAME.retention]."),
        job("timeout = \"5 minutes\"\n", "5:11", "timeout", "'5 minutes' is no duration", "5m"),
        job("timeout = 120\n", "5:11", "timeout", "this is a whole number", "timeout = \"2m\""),
        job("timeout = \"0s\"\n", "5:11", "timeout", "out of range: 1s to 1d is wanted"),
        job("timeout = \"25h\"\n", "5:11", "timeout", "out of range: 1s to 1d is wanted"),
        job("jitter = \"-1m\"\n", "5:10", "jitter", "'-1m' is no duration"),
        job("jitter = \"1d\"\n", "5:10", "jitter", "reaches beyond the next run", "less than 1d"),
        job("catch-up = \"true\"\n", "5:12", "catch-up", "true or false is wanted here", "Leave out the quotes."),
        job("catch-up = 1\n", "5:12", "catch-up", "this is a whole number", "catch-up = true"),
        job("accept-limited-view = \"yes\"\n", "5:23", "accept-limited-view", "this is a text", "= false"),
        job("suspicious-below = 50\n", "5:20", "suspicious-below", "this is a whole number", "\"50%\""),
        job("suspicious-below = \"50\"\n", "5:20", "suspicious-below", "'50' is no percentage", "percent sign"),
        job("suspicious-below = \"101%\"\n", "5:20", "suspicious-below", "more than all of it"),
        job("tags = [\"a b\"]\n", "5:9", "tags", "a space or a comma", "quotes of its own"),
        job("tags = [\"a\", \"a\"]\n", "5:14", "tags", "'a' is in the list already"),
        job("tags = \"nightly\"\n", "5:8", "tags", "a list is wanted here", "Put it in brackets"),
        job("tags = [\"\(String(repeating: "a", count: 65))\"]\n", "5:9", "tags", "longer than 64 bytes"),
        BadFile(
            "[job.nightly]\nschedule = \"daily\"\n",
            "1:6",
            "job.nightly.cluster",
            "the file has none",
            "[cluster.NAME]"
        ),
        BadFile(
            oneCluster + "[cluster.b]\nbootstrap-servers = [\"b:1\"]\n[job.nightly]\nschedule = \"daily\"\n",
            "5:6",
            "job.nightly.cluster",
            "cluster is missing in [job.nightly]",
            "cluster = \"prod\", cluster = \"b\""
        ),
        job(
            "[job.again]\nschedule = \"*-*-* 0:0\"\ngroups = [\"*\"]\n",
            "5:6",
            "again",
            "[job.nightly] takes the same snapshots",
            "Remove one"
        ).renamed("job.again"),
        BadFile(
            oneCluster + "[job.\"-a\"]\nschedule = \"daily\"\n",
            "3:6",
            "job.-a",
            "'-a' is no name of a job",
            "begins with a letter or digit"
        ),
    ]

    private func renamed(_ key: String) -> BadFile { BadFile(text, place, key, message, hint) }

    private static let schedules = [
        BadFile(
            oneCluster + "[job.a]\n",
            "3:6",
            "job.a.schedule",
            "schedule is missing in [job.a]",
            "schedule = \"*-*-* 03:00:00\""
        ),
        schedule("\"0 3 * * *\"", "cron", "*-*-* 3:0"), schedule("\"@every 5m\"", "@every", nil),
        schedule("\"25:00\"", "the hours go from 0 to 23"), schedule("\"dayly\"", "dayly"),
        schedule("\"*-02-30\"", "never due again", "normal form"), schedule("\"2020-01-01\"", "never due again"),
        schedule("\"daily Europe/Pari\"", "no time zone 'Europe/Pari'"),
        schedule("\"\"", "this is empty", "schedule = "),
        schedule("3", "this is a whole number", "schedule = \"*-*-* 03:00:00\""),
        schedule("03:00:00", "this is a date or time", "schedule = \"*-*-* 03:00:00\""),
        job("zone = \"Europe/Pari\"\n", "5:8", "zone", "no time zone 'Europe/Pari'"),
        job("zone = \"../etc\"\n", "5:8", "zone", "no name of a time zone", "timedatectl"),
        BadFile(
            oneCluster + "[job.a]\nschedule = \"daily UTC\"\nzone = \"Europe/Paris\"\n",
            "5:8",
            "job.a.zone",
            "the schedule names the time zone UTC, and zone says Europe/Paris",
            "Name it once."
        ),
    ]

    private static func schedule(_ value: String, _ message: String, _ hint: String? = nil) -> BadFile {
        BadFile(oneCluster + "[job.a]\nschedule = \(value)\n", "4:12", "job.a.schedule", message, hint)
    }

    private static let selections = [
        job("groups = \"*\"\n", "5:10", "groups", "a list is wanted here", "groups = [\"*\"]"),
        job("groups = [\"\"]\n", "5:11", "groups", "this is empty"),
        job("groups = [\"a[\"]\n", "5:11", "groups", "a [ has no ]", "Globs know"),
        job("groups = [\"re:(\"]\n", "5:11", "groups", "re:("),
        job("groups = [\"tidemark.sentinel.x\"]\n", "5:11", "groups", "Tidemark's own mark"),
        job("groups = [[\"a\"]]\n", "5:11", "groups", "this is a list"),
        job("exclude-groups = [\"*\"]\n", "5:18", "exclude-groups", "this leaves out all groups", "Remove the '*'"),
        job("groups = [\"a\"]\nexclude-groups = [\"a\"]\n", "6:18", "exclude-groups", "'a' stands in groups as well"),
        job("topics = [\"a[\"]\n", "5:11", "topics", "a [ has no ]", "Globs know"),
        job("topics = [\"a:0,x\"]\n", "5:11", "topics", "'x' is not a partition", "Write TOPIC:0,1,2"),
        job("exclude-topics = [\"*\"]\n", "5:18", "exclude-topics", "this leaves out all topics", "Remove the '*'"),
        job("exclude-group = [\"a\"]\n", "5:1", "exclude-group", "no key", "Did you mean 'exclude-groups'?"),
        job("topic = [\"a\"]\n", "5:1", "topic", "no key 'topic'", "Did you mean 'topics'?"),
    ]

    private static let parts = [
        part("retention", "last = -1", "8", "last", "-1 is out of range: a whole number from 0"),
        part("retention", "last = \"7\"", "8", "last", "this is a text", "last = 7"),
        part("retention", "daily = 1.5", "9", "daily", "a number with a fraction", "daily = 30"),
        part("retention", "days = 3", "1", "days", "no key 'days'", "There are: last, hourly"),
        part("retention", "last = 1\nwithin = \"1y\"", "10", "within", "'1y' is no duration").onLine(7),
        part("retention", "hourly = true", "10", "hourly", "this is a truth value", "hourly = "),
        part("retention", "weekly = \"8\"", "10", "weekly", "this is a text", "weekly = 8"),
        part("retention", "monthly = -1", "11", "monthly", "-1 is out of range"),
        part("retention", "yearly = [1]", "10", "yearly", "this is a list", "yearly = "),
        part("retention", "min-keep = 1.0", "12", "min-keep", "a number with a fraction", "min-keep = "),
        part("retention", "trash = 7", "9", "trash", "this is a whole number", "trash = \"7d\""),
        part("retention", "last = 100001", "8", "last", "out of range"),
        job("[job.nightly.retention]\nlast = 0\n", "5:14", "retention", "these rules keep no snapshot", "last = 7"),
        job("retention = 7\n", "5:1", "retention", "retention is a table", "[job.nightly.retention]"),
        part("ping", "url-credential = \"https://hc-ping.com/x\"", "18", "url-credential", "this is a relative path"),
        part("ping", "url = \"https://hc-ping.com/x\"", "1", "url", "no key 'url'", "Did you mean 'url-credential'?"),
        part("ping", "url-credential = \"missing\"", "18", "url-credential", "no credential of this name"),
        part("hooks", "after = \"/bin/true --done\"", "9", "after", "no shell takes it apart", "quotes of its own"),
        part("hooks", "after = [\"true\"]", "10", "after", "'true' is a relative path", "from / on"),
        part("hooks", "after = []", "9", "after", "this list is empty", "Leave the key out"),
        part("hooks", "after = [\"/bin/true\", 1]", "23", "after", "an argument is a text in quotes"),
        part("hooks", "befor = [\"/bin/true\"]", "1", "befor", "no key 'befor'", "Did you mean 'before'?"),
        part("hooks", "before = [\"\"]", "11", "before", "this is empty"),
        part("hooks", "failed = [\"~/page\"]", "11", "failed", "~ stands for nothing"),
        part("hooks", "finally = true", "11", "finally", "this is a truth value"),
        part("hooks", "timeout = \"2h\"", "11", "timeout", "out of range: 1s to 1h is wanted"),
        BadFile(
            oneCluster + "[job.a]\nschedule = \"daily\"\nping.url-credential = \"x\"\n"
                + "[job.b]\nschedule = \"hourly\"\nping.url-credential = \"x\"\n",
            "8:23",
            "job.b.ping.url-credential",
            "[job.a.ping] calls the same address",
            "a check of its own"
        ),
    ]

    private static func part(
        _ table: String,
        _ line: String,
        _ column: String,
        _ key: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        job("[job.nightly.\(table)]\n\(line)\n", "6:\(column)", "\(table).\(key)", message, hint)
    }

    private func onLine(_ line: Int) -> BadFile {
        BadFile(text, "\(line):\(place.split(separator: ":").last ?? "")", key, message, hint)
    }

    private static let daemons = [
        daemon("metrics = \"9464\"\n", "2:11", "metrics", "names no port", "HOST:PORT"),
        daemon("metrics = \"0.0.0.0:9464\"\n", "2:11", "metrics", "can be reached by others", "127.0.0.1"),
        daemon("metrics = \"http://127.0.0.1:9464\"\n", "2:11", "metrics", "the address of a page", "127.0.0.1:9464"),
        daemon("metrics = \"/run/a.sock\"\n", "2:11", "metrics", "is a path", "unix:/run/a.sock"),
        daemon("metrics = \"unix:run/a.sock\"\n", "2:11", "metrics", "'run/a.sock' is a relative path"),
        daemon("metrics = \"unix:/\(String(repeating: "a", count: 107))\"\n", "2:11", "metrics", "at most 107 bytes"),
        daemon("metrics = true\n", "2:11", "metrics", "this is a truth value", "127.0.0.1:9464"),
        daemon("textfile = \"tidemark.prom\"\n", "2:12", "textfile", "is a relative path"),
        daemon("lag-groups-limit = 0\n", "2:20", "lag-groups-limit", "0 is out of range: a whole number from 1"),
        daemon("lag-groups = \"billing-*\"\n", "2:14", "lag-groups", "a list is wanted here", "lag-groups = ["),
        daemon("jitter = 2\n", "2:10", "jitter", "this is a whole number", "jitter = \"2m\""),
        daemon("lag_groups = [\"a\"]\n", "2:1", "lag_groups", "no key", "Did you mean 'lag-groups'?"),
        daemon("schedule = \"daily\"\n", "2:1", "schedule", "no key 'schedule'", "'schedule' belongs in [job.NAME]."),
        daemon("timeout = \"2m\"\n", "2:1", "timeout", "no key", "[job.NAME] or [job.NAME.hooks] or [daemon.hooks]"),
        daemon("hooks = [\"/bin/true\"]\n", "2:1", "hooks", "hooks is a table", "[daemon.hooks]"),
    ]
}
