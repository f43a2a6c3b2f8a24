public import Offsets
public import Settings
public import Store

/// What a daemon knows at a moment.
public struct DaemonState: Sendable {
    /// The moment.
    public var at: Timestamp
    /// What tells its host from others.
    public var host: String
    /// The configuration it works by.
    public var settings: Settings
    /// Its jobs, in the order of the configuration.
    public var jobs: [Job]

    /// What it knows of a job.
    public struct Job: Sendable {
        /// Its settings.
        public var settings: JobSettings
        /// What happened last to it; `nil` where that could not be read.
        public var record: JobRecord?
        /// When it runs next by its schedule; `nil` when never.
        public var nextRun: Timestamp?
        /// Whether it runs.
        public var isRunning: Bool

        /// What is known of a job.
        public init(settings: JobSettings, record: JobRecord?, nextRun: Timestamp?, isRunning: Bool) {
            self.settings = settings
            self.record = record
            self.nextRun = nextRun
            self.isRunning = isRunning
        }
    }

    /// A state.
    public init(at: Timestamp, host: String, settings: Settings, jobs: [Job]) {
        self.at = at
        self.host = host
        self.settings = settings
        self.jobs = jobs
    }
}
