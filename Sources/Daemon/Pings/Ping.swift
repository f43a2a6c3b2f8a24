public import WebClient

/// What a service that watches for runs, such as healthchecks.io, is told of a run of a job.
public struct Ping: Sendable {
    /// What has happened.
    public enum Moment: String, Hashable, Sendable, CaseIterable {
        /// The run begins.
        case start
        /// It has succeeded.
        case success
        /// It has failed.
        case failure

        /// What comes behind the address, as healthchecks.io has it.
        var path: String {
            switch self {
            case .start: "/start"
            case .success: ""
            case .failure: "/fail"
            }
        }
    }

    /// The longest text that is sent, in bytes; it is for people.
    static let longestText = 8 * 1_024

    /// The job.
    public let job: String
    /// What has happened.
    public let moment: Moment
    /// What the operator would read in the log.
    public let text: String
    /// Where it is told; a secret.
    public let address: WebAddress

    /// A ping; of a text that is too long the beginning is sent.
    public init(job: String, moment: Moment, text: String, address: WebAddress) {
        self.job = job
        self.moment = moment
        self.text = String(decoding: text.utf8.prefix(Self.longestText), as: UTF8.self)
        self.address = address
    }

    /// The address of this moment.
    var target: WebAddress { address.adding(path: moment.path) }
}

/// A ping that nobody has got.
public struct PingFailure: Hashable, Sendable {
    /// The job.
    public let job: String
    /// What was not told.
    public let moment: Ping.Moment
    /// Why; never the address.
    public let reason: String

    /// What is to be said of it.
    public var message: String { "the \(moment.rawValue) of job \(job) could not be reported: \(reason)" }
}
