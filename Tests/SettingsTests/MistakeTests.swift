import Settings
import Testing

/// What is wrong in a file, and what is said of it.
struct MistakeTests {
    @Test(arguments: BadFile.all)
    func `a mistake is named with its place, its key and what to write`(_ file: BadFile) {
        let error = #expect(throws: SettingsError.self) { try Settings(text: file.text) }
        #expect(error?.mistakes.count == 1, "\(error?.mistakes ?? [])")
        guard let mistake = error?.mistakes.first else { return }
        #expect("\(mistake.place)" == file.place, "\(mistake)")
        #expect(mistake.key == file.key)
        #expect(mistake.message.contains(file.message), "\(mistake.message)")
        if let hint = file.hint { #expect(mistake.hint?.contains(hint) == true, "\(mistake.hint ?? "no hint")") }
        #expect(!"\(mistake)".contains("hunter"))
    }

    @Test func `there are mistakes enough`() {
        #expect(BadFile.all.count >= 80)
    }

    @Test func `every key has a row`() {
        let names = Set(BadFile.all.compactMap { $0.key?.split(separator: ".").last.map(String.init) })
        for table in SettingTable.all where !table.isOpen {
            for key in table.keys { #expect(names.contains(key.name), "[\(table.heading)] \(key.name)") }
        }
    }

    @Test func `all mistakes are named at once, in the order of their places`() {
        let error = #expect(throws: SettingsError.self) {
            try Settings(
                text: """
                    [daemon]
                    metrics = "0.0.0.0:1"
                    [job.nightly]
                    timeout = 3
                    schedul = "daily"
                    [cluster.prod]
                    bootstrap-servers = ["a", "b"]
                    [stor]
                    """
            )
        }
        #expect(
            error?.mistakes.map { "\($0.place) \($0.key ?? "")" } == [
                "2:11 daemon.metrics", "3:6 job.nightly.schedule", "4:11 job.nightly.timeout",
                "5:1 job.nightly.schedul",
                "7:22 cluster.prod.bootstrap-servers", "7:27 cluster.prod.bootstrap-servers", "8:2 stor",
            ]
        )
    }

    @Test func `a file that is no text in UTF-8 is refused with the line`() {
        let bytes = Array("[store]\npath = \"/".utf8) + [0xFF] + Array("\"\n".utf8)
        let error = #expect(throws: SettingsError.self) { try Settings(bytes, file: "f", in: .test) }
        #expect(error?.mistakes.map { "\($0.place): \($0.message)" } == ["2:1: this line is no text in UTF-8"])
    }

    @Test func `a file that is too long is refused`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: Settings.longestFile + 1)
        let error = #expect(throws: SettingsError.self) { try Settings(bytes, file: "f", in: .test) }
        #expect(error?.mistakes.first?.message.contains("at most \(Settings.longestFile)") == true)
    }
}
