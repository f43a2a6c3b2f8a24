import Testing

/// A file with one mistake, and the message that helps.
struct BadFile: Sendable, CustomTestStringConvertible {
    let text: String
    /// `LINE:COLUMN`.
    let place: String
    let key: String?
    /// Parts of the message and of the hint.
    let message: String
    let hint: String?

    init(_ text: String, _ place: String, _ key: String?, _ message: String, _ hint: String? = nil) {
        self.text = text
        self.place = place
        self.key = key
        self.message = message
        self.hint = hint
    }

    var testDescription: String { text.split(separator: "\n").last.map(String.init) ?? "nothing" }

    /// A cluster of two lines, and more lines in it.
    static func cluster(
        _ lines: String,
        _ place: String,
        _ key: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        BadFile(oneCluster + lines, place, "cluster.prod.\(key)", message, hint)
    }

    /// A cluster and a job of four lines, and more lines in the job.
    static func job(
        _ lines: String,
        _ place: String,
        _ key: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        BadFile(
            oneCluster + "[job.nightly]\nschedule = \"daily\"\n" + lines,
            place,
            "job.nightly.\(key)",
            message,
            hint
        )
    }

    /// The table of the daemon in the first line, and more lines in it.
    static func daemon(
        _ lines: String,
        _ place: String,
        _ key: String,
        _ message: String,
        _ hint: String? = nil
    ) -> BadFile {
        BadFile("[daemon]\n" + lines, place, "daemon.\(key)", message, hint)
    }

    static let oneCluster = "[cluster.prod]\nbootstrap-servers = [\"a:9092\"]\n"
}
