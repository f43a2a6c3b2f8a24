import Offsets

extension SettingsReader {
    /// So many runs are looked at to see how close they come.
    private static let runsLookedAt = 10

    /// `[job.NAME]`; `nil` where its cluster or schedule is not known.
    mutating func job(_ content: TableContent, of clusters: [TableContent], _ daemon: DaemonSettings) -> JobSettings? {
        let table = JobKeys.table
        checkKeys(of: content, against: table.path)
        let cluster = self.cluster(content, of: clusters)
        let schedule = self.schedule(content)
        let jitter = value(JobKeys.jitter, in: content, table, or: daemon.jitter)
        let catchesUp = value(JobKeys.catchUp, in: content, table)
        let timeout = value(JobKeys.timeout, in: content, table)
        let groups = value(JobKeys.groups, in: content, table)
        let excludedGroups = value(JobKeys.excludeGroups, in: content, table)
        checkSelection(content, "groups", groups, excludedGroups)
        let topics = value(JobKeys.topics, in: content, table)
        let excludedTopics = value(JobKeys.excludeTopics, in: content, table)
        checkSelection(content, "topics", topics, excludedTopics)
        let acceptsLimitedView = value(JobKeys.acceptLimitedView, in: content, table)
        let suspiciousBelow = value(JobKeys.suspiciousBelow, in: content, table)
        let tags = value(JobKeys.tags, in: content, table)
        let retention = self.table("retention", in: content).map { self.retention($0) }
        let ping = self.table("ping", in: content).map { self.ping($0, PingKeys.ofJob) } ?? daemon.ping
        let hooks = self.table("hooks", in: content).map { self.hooks($0, HookKeys.ofJob) } ?? daemon.hooks
        if let schedule { checkJitter(content, jitter, schedule.value) }
        guard let name = content.path.last, let cluster, let schedule else { return nil }
        return JobSettings(
            name: Setting(name, origin(content.place)),
            cluster: cluster,
            schedule: schedule,
            jitter: jitter,
            catchesUp: catchesUp,
            timeout: timeout,
            acceptsLimitedView: acceptsLimitedView,
            suspiciousBelow: suspiciousBelow,
            groups: groups,
            excludedGroups: excludedGroups,
            topics: topics,
            excludedTopics: excludedTopics,
            tags: tags,
            retention: retention,
            ping: ping,
            hooks: hooks
        )
    }

    /// Two jobs that are one, and two that call one address, where each would hide what became of the other.
    mutating func compare(_ jobs: [JobSettings]) {
        struct Work: Hashable {
            let cluster: String
            let schedule: CalendarSchedule
            let selection: Selection
        }
        var works: [Work: String] = [:]
        var addresses: [CredentialReference: (job: String, origin: SettingOrigin)] = [:]
        for job in jobs {
            let name = job.name.value
            let work = Work(cluster: job.cluster.value, schedule: job.schedule.value, selection: job.selection)
            if let other = works[work], case .file(_, let place) = job.name.origin {
                refuse(
                    at: place,
                    TOMLSpelling.key(["job", name]),
                    "[job.\(other)] takes the same snapshots: the same cluster, schedule, groups and topics",
                    hint: "Remove one of the two, or correct what should differ."
                )
            } else {
                works[work] = name
            }
            guard let address = job.ping.address.value, case .file(_, let place) = job.ping.address.origin else {
                continue
            }
            // What [daemon.ping] says is meant for all.
            if let other = addresses[address], other.origin != job.ping.address.origin {
                refuse(
                    at: place,
                    TOMLSpelling.key(["job", name, "ping", PingKeys.address.name]),
                    "[job.\(other.job).ping] calls the same address: a success of one would hide a failure of the other",
                    hint: "Give each job a check of its own."
                )
            } else {
                addresses[address] = (name, job.ping.address.origin)
            }
        }
    }

    private mutating func cluster(_ content: TableContent, of clusters: [TableContent]) -> Setting<String>? {
        let names = clusters.compactMap(\.path.last)
        let key = content.spelled(JobKeys.cluster.name)
        let only = names.count == 1 ? names.first : nil
        let cluster = value(JobKeys.cluster, in: content, JobKeys.table, or: Setting(only, .standard))
        guard let name = cluster.value else {
            guard content.entry(JobKeys.cluster.name) == nil else { return nil }
            refuse(
                at: content.place,
                key,
                names.isEmpty
                    ? "\(content.heading) has no cluster: the file has none"
                    : "cluster is missing in \(content.heading), and the file has several",
                hint: names.isEmpty
                    ? "Write a table [cluster.NAME] with bootstrap-servers."
                    : "Add one of: \(names.map { "cluster = \(TOMLSpelling.text($0))" }.joined(separator: ", "))"
            )
            return nil
        }
        guard names.contains(name) else {
            if case .file(_, let place) = cluster.origin {
                refuse(
                    at: place,
                    key,
                    "there is no [cluster.\(name)] in the file",
                    hint: Spelling.nearest(to: name, among: names).map { "Did you mean '\($0)'?" }
                        ?? (names.isEmpty ? "There is none at all." : "There are: \(names.joined(separator: ", ")).")
                )
            }
            return nil
        }
        return cluster.given()
    }

    private mutating func schedule(_ content: TableContent) -> Setting<CalendarSchedule>? {
        let given: Setting<CalendarExpression?> = value(JobKeys.schedule, in: content, JobKeys.table)
        let named = given.value?.zone.map { Setting($0, given.origin) }
        let zone = value(JobKeys.zone, in: content, JobKeys.table, or: named ?? Setting(JobKeys.zone.absent, .standard))
        guard let schedule: Setting<CalendarExpression> = given.given(), case .file(_, let place) = given.origin else {
            return nil
        }
        let zonePlace = if case .file(_, let place) = zone.origin { place } else { place }
        if let named, named.value != zone.value, named.origin != zone.origin {
            refuse(
                at: zonePlace,
                content.spelled(JobKeys.zone.name),
                "the schedule names the time zone \(named.value), and zone says \(zone.value)",
                hint: "Name it once."
            )
            return nil
        }
        let rules: TimeZoneRules
        do throws(TidemarkError) {
            rules = try surroundings.zone(zone.value)
        } catch {
            let key = zone.origin == given.origin ? JobKeys.schedule.name : JobKeys.zone.name
            refuse(at: zonePlace, content.spelled(key), error.message, hint: error.hint)
            return nil
        }
        let calendar = CalendarSchedule(schedule.value, in: rules)
        guard calendar.next(after: surroundings.now) != nil else {
            refuse(
                at: place,
                content.spelled(JobKeys.schedule.name),
                "this schedule is never due again",
                hint: "Its normal form is: \(schedule.value)"
            )
            return nil
        }
        return Setting(calendar, schedule.origin)
    }

    /// A run that is put off beyond the next one is another run.
    private mutating func checkJitter(
        _ content: TableContent,
        _ jitter: Setting<Duration>,
        _ schedule: CalendarSchedule
    ) {
        guard jitter.value > .zero, case .file(_, let place) = jitter.origin else { return }
        var last = schedule.next(after: surroundings.now)
        for _ in 1..<Self.runsLookedAt {
            guard let due = last, let next = schedule.next(after: due) else { return }
            let gap = Duration.nanoseconds(next.nanoseconds - due.nanoseconds)
            if jitter.value >= gap {
                refuse(
                    at: place,
                    content.spelled(JobKeys.jitter.name),
                    "a jitter of \(DurationText.text(jitter.value)) reaches beyond the next run of \(content.heading), "
                        + "which is due \(DurationText.text(gap)) after the one before",
                    hint: "Write less than \(DurationText.text(gap))."
                )
                return
            }
            last = next
        }
    }

    private mutating func checkSelection(
        _ content: TableContent,
        _ what: String,
        _ taken: Setting<[String]>,
        _ excluded: Setting<[String]>
    ) {
        guard case .file(_, let place) = excluded.origin else { return }
        let key = content.spelled("exclude-\(what)")
        if excluded.value.contains("*") {
            refuse(
                at: place,
                key,
                "this leaves out all \(what)",
                hint: "Remove the '*'; an exclusion wins over \(what)."
            )
        }
        let left = Set(excluded.value.map(GroupID.init))
        for pattern in taken.value where pattern != "*" && left.contains(GroupID(pattern)) {
            refuse(
                at: place,
                key,
                "'\(pattern)' stands in \(what) as well",
                hint: "An exclusion wins: leave one of the two out."
            )
        }
    }
}
