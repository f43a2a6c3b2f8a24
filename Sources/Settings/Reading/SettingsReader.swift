/// Reads a file's tables into values, and collects what is wrong with any of them.
///
/// A value that is wrong is replaced by its default, so that reading goes on; what comes out is used only where nothing is
/// wrong.
struct SettingsReader {
    /// The path of the file.
    let file: String
    /// What values are held against.
    let surroundings: SettingsSurroundings
    /// What is wrong, in no order.
    private(set) var mistakes: [SettingsMistake] = []
    /// The values as they are shown, in the order in which they were read.
    var shown: [ShownSetting] = []
    /// The keys of secrets that could not be looked at.
    private(set) var unseenSecrets: [String] = []

    init(file: String, surroundings: SettingsSurroundings) {
        self.file = file
        self.surroundings = surroundings
    }

    /// Everything, from the outermost table.
    mutating func settings(_ content: TableContent) -> Settings {
        checkKeys(of: content, against: [])
        let store = self.store(table("store", in: content))
        var shownBefore = shown
        shown = []
        // Jobs may have what it says.
        let daemon = self.daemon(table("daemon", in: content))
        let shownOfDaemon = shown
        shown = []
        let clusterTables = namedTables("cluster", in: content)
        let clusters = clusterTables.compactMap { cluster($0) }
        let jobs = namedTables("job", in: content).compactMap { job($0, of: clusterTables, daemon) }
        compare(clusters)
        compare(jobs)
        shownBefore += shown + shownOfDaemon
        return Settings(
            file: file,
            store: store,
            clusters: clusters,
            jobs: jobs,
            daemon: daemon,
            shown: shownBefore,
            unseenSecrets: unseenSecrets
        )
    }

    /// Notes a mistake.
    mutating func refuse(at place: FilePlace, _ key: String, _ message: String, hint: String? = nil) {
        mistakes.append(SettingsMistake(at: place, key: key, message, hint: hint))
    }

    /// The value of a key, its default where it is not there or is wrong.
    mutating func value<Value>(
        _ key: Key<Value>,
        in table: TableContent?,
        _ description: SettingTable
    ) -> Setting<Value> {
        value(key, in: table, description, or: Setting(key.absent, .standard))
    }

    /// The value of a key, another one where it is not there or is wrong.
    mutating func value<Value>(
        _ key: Key<Value>,
        in table: TableContent?,
        _ description: SettingTable,
        or absent: Setting<Value>
    ) -> Setting<Value> {
        let path = table?.path ?? description.path
        let spelled = TOMLSpelling.key(path + [key.name])
        guard let table, let entry = table.entry(key.name) else {
            if let table, key.description.standard == nil {
                refuse(
                    at: table.place,
                    spelled,
                    "\(key.name) is missing in \(table.heading)",
                    hint: "Add for example: \(key.name) = \(key.description.example)"
                )
            }
            show(absent, as: key, spelled)
            return absent
        }
        var complaints = Complaints(key: spelled, name: key.name, example: key.description.example)
        let read = key.read(entry.value, &complaints)
        mistakes += complaints.mistakes
        let setting = Setting(read ?? key.absent, origin(entry.value.place))
        show(setting, as: key, spelled)
        return setting
    }

    /// Notes how a value is shown.
    mutating func show<Value>(_ setting: Setting<Value>, as key: Key<Value>, _ spelled: String) {
        shown.append(ShownSetting(key: spelled, value: key.show(setting.value), origin: setting.origin))
    }

    /// A place of this file as an origin.
    func origin(_ place: FilePlace) -> SettingOrigin { .file(file, place) }

    /// Looks at a secret that a key names.
    mutating func look(at source: CredentialReference, _ place: FilePlace, _ key: String, _ fewestBytes: Int = 1) {
        switch surroundings.secret(source, fewestBytes) {
        case .usable: break
        case .unseen: unseenSecrets.append(key)
        case .unusable(let message, let hint): refuse(at: place, key, message, hint: hint)
        }
    }
}
