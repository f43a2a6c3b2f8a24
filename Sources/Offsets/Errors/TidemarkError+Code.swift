extension TidemarkError {
    /// Every failure there is, by a stable name for scripts such as `group-active`.
    ///
    /// A code has one exit code, and nothing else decides what a command ends with; ``ErrorTopic`` says what each
    /// means and what to do. A new code gets its case and its exit code here, and its explanation there.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        // 1
        case demoDiffers = "demo-differs"
        case hookFailed = "hook-failed"
        case kafkaError = "kafka-error"
        case snapshotNotStorable = "snapshot-not-storable"
        case undecided

        // 3
        case expiredSince = "expired-since"
        case groupMoved = "group-moved"
        case movedSince = "moved-since"
        case notDeleted = "not-deleted"
        case notVerified = "not-verified"
        case raced

        // 64
        case ambiguousCluster = "ambiguous-cluster"
        case ambiguousRun = "ambiguous-run"
        case ambiguousSnapshot = "ambiguous-snapshot"
        case badMapping = "bad-mapping"
        case badPartition = "bad-partition"
        case badPattern = "bad-pattern"
        case badSchedule = "bad-schedule"
        case badServers = "bad-servers"
        case badSnapshotReference = "bad-snapshot-reference"
        case contradiction
        case historyTooLong = "history-too-long"
        case invalidValue = "invalid-value"
        case missingArgument = "missing-argument"
        case missingCommand = "missing-command"
        case missingReason = "missing-reason"
        case missingValue = "missing-value"
        case neverDue = "never-due"
        case noAnswer = "no-answer"
        case noCluster = "no-cluster"
        case noSuchConfiguredCluster = "no-such-configured-cluster"
        case noSuchJob = "no-such-job"
        case noSuchTimeZone = "no-such-time-zone"
        case notAPlan = "not-a-plan"
        case notConfirmed = "not-confirmed"
        case portWithoutServe = "port-without-serve"
        case repeatedOption = "repeated-option"
        case runNotNamed = "run-not-named"
        case sentinelGroup = "sentinel-group"
        case twoTimeZones = "two-time-zones"
        case unexpectedArgument = "unexpected-argument"
        case unexpectedValue = "unexpected-value"
        case unknownCommand = "unknown-command"
        case unknownOption = "unknown-option"
        case unusableFile = "unusable-file"

        // 65
        case archiveMissing = "archive-missing"
        case auditBroken = "audit-broken"
        case badImport = "bad-import"
        case damagedDatabase = "damaged-database"
        case damagedJournal = "damaged-journal"
        case damagedMarks = "damaged-marks"
        case damagedPlan = "damaged-plan"
        case damagedSnapshot = "damaged-snapshot"
        case forgedSnapshot = "forged-snapshot"
        case notADatabase = "not-a-database"
        case notAuthentic = "not-authentic"

        // 66
        case groupNotCaptured = "group-not-captured"
        case noOffset = "no-offset"
        case noStore = "no-store"
        case noSuchFile = "no-such-file"
        case noSuchGroup = "no-such-group"
        case notInTrash = "not-in-trash"
        case nothingSelected = "nothing-selected"
        case runNotFound = "run-not-found"
        case snapshotMissing = "snapshot-missing"
        case snapshotNotFound = "snapshot-not-found"
        case unsupportedGroup = "unsupported-group"

        // 69
        case deadline
        case deadlinePassed = "deadline-passed"
        case noTransactionCoordinator = "no-transaction-coordinator"
        case unreachable

        // 70
        case cannotStartProcess = "cannot-start-process"
        case deadlinePassedAndKilled = "deadline-passed-and-killed"
        case demoStopped = "demo-stopped"
        case digest
        case illegalTransition = "illegal-transition"
        case internalError = "internal"
        case internalFault = "internal-fault"
        case interruptedAndKilled = "interrupted-and-killed"
        case journalReadOnly = "journal-read-only"
        case kafkaProcessCrashed = "kafka-process-crashed"
        case processLost = "process-lost"
        case processStuck = "process-stuck"
        case storeReadOnly = "store-read-only"

        // 73
        case cannotCreate = "cannot-create"
        case cannotListen = "cannot-listen"
        case fileExists = "file-exists"
        case planTooLarge = "plan-too-large"

        // 74
        case diskFull = "disk-full"
        case inputOutput = "input-output"
        case noLocks = "no-locks"
        case notAFile = "not-a-file"
        case outputFailed = "output-failed"
        case readBackDiffers = "read-back-differs"

        // 75
        case busy
        case daemonRunning = "daemon-running"
        case fenced
        case jobRunning = "job-running"
        case portTaken = "port-taken"
        case runUnfinished = "run-unfinished"
        case storeBusy = "store-busy"

        // 77
        case denied

        // 78
        case badCommandConfig = "bad-command-config"
        case badConfiguration = "bad-configuration"
        case badFile = "bad-file"
        case badProperty = "bad-property"
        case badSecretFile = "bad-secret-file"
        case badServersInFile = "bad-servers-in-file"
        case badTimeZone = "bad-time-zone"
        case newerFormat = "newer-format"
        case newerSchema = "newer-schema"
        case noStoreDirectory = "no-store-directory"
        case olderSchema = "older-schema"
        case tooFewOpenFiles = "too-few-open-files"

        // 79
        case belowLogStart = "below-log-start"
        case beyondLogEnd = "beyond-log-end"
        case clusterChanged = "cluster-changed"
        case emptyRetention = "empty-retention"
        case foreignTransaction = "foreign-transaction"
        case groupActive = "group-active"
        case groupOfAnotherKind = "group-of-another-kind"
        case logBoundsUnknown = "log-bounds-unknown"
        case massRemoval = "mass-removal"
        case maySkipRecords = "may-skip-records"
        case metadataNotWritable = "metadata-not-writable"
        case metadataTooLarge = "metadata-too-large"
        case missingPartition = "missing-partition"
        case missingTopic = "missing-topic"
        case movedSinceRun = "moved-since-run"
        case negativeOffset = "negative-offset"
        case noFence = "no-fence"
        case noPreImage = "no-pre-image"
        case noRecordSince = "no-record-since"
        case noTransactions = "no-transactions"
        case nothingToDo = "nothing-to-do"
        case nothingToUndo = "nothing-to-undo"
        case outdatedJournal = "outdated-journal"
        case outsideSourceLog = "outside-source-log"
        case outsideView = "outside-view"
        case planEdited = "plan-edited"
        case planStale = "plan-stale"
        case recordWithoutTime = "record-without-time"
        case runOver = "run-over"
        case runUndecided = "run-undecided"
        case targetNotEmpty = "target-not-empty"
        case tooFarBehind = "too-far-behind"
        case topicRecreated = "topic-recreated"
        case transactionTooLong = "transaction-too-long"
        case wrongCluster = "wrong-cluster"

        // 130
        case interrupted

        // 143
        case terminated
    }
}

extension TidemarkError.Code {
    /// What a command that fails with this code ends with.
    public var exitCode: ExitCode {
        switch self {
        case .demoDiffers, .hookFailed, .kafkaError, .snapshotNotStorable, .undecided: .failure
        case .expiredSince, .groupMoved, .movedSince, .notDeleted, .notVerified, .raced: .partial
        case .ambiguousCluster, .ambiguousRun, .ambiguousSnapshot, .badMapping, .badPartition, .badPattern,
            .badSchedule, .badServers, .badSnapshotReference, .contradiction, .historyTooLong, .invalidValue,
            .missingArgument, .missingCommand, .missingReason, .missingValue, .neverDue, .noAnswer, .noCluster,
            .noSuchConfiguredCluster, .noSuchJob,
            .noSuchTimeZone, .notAPlan,
            .notConfirmed, .portWithoutServe, .repeatedOption, .runNotNamed, .sentinelGroup, .twoTimeZones,
            .unexpectedArgument, .unexpectedValue, .unknownCommand, .unknownOption, .unusableFile:
            .usage
        case .archiveMissing, .auditBroken, .badImport, .damagedDatabase, .damagedJournal, .damagedMarks,
            .damagedPlan, .damagedSnapshot, .forgedSnapshot, .notADatabase, .notAuthentic:
            .damagedData
        case .groupNotCaptured, .noOffset, .noStore, .noSuchFile, .noSuchGroup, .notInTrash, .nothingSelected,
            .runNotFound,
            .snapshotMissing, .snapshotNotFound, .unsupportedGroup:
            .notFound
        case .deadline, .deadlinePassed, .noTransactionCoordinator, .unreachable: .unreachable
        case .cannotStartProcess, .deadlinePassedAndKilled, .demoStopped, .digest, .illegalTransition,
            .internalError, .internalFault, .interruptedAndKilled, .journalReadOnly, .kafkaProcessCrashed,
            .processLost, .processStuck, .storeReadOnly:
            .internalFault
        case .cannotCreate, .cannotListen, .fileExists, .planTooLarge: .cannotCreate
        case .diskFull, .inputOutput, .noLocks, .notAFile, .outputFailed, .readBackDiffers: .inputOutput
        case .busy, .daemonRunning, .fenced, .jobRunning, .portTaken, .runUnfinished, .storeBusy: .busy
        case .denied: .denied
        case .badCommandConfig, .badConfiguration, .badFile, .badProperty, .badSecretFile, .badServersInFile,
            .badTimeZone, .newerFormat, .newerSchema, .noStoreDirectory, .olderSchema, .tooFewOpenFiles:
            .configuration
        case .belowLogStart, .beyondLogEnd, .clusterChanged, .emptyRetention, .foreignTransaction, .groupActive,
            .groupOfAnotherKind,
            .logBoundsUnknown, .massRemoval, .maySkipRecords, .metadataNotWritable, .metadataTooLarge,
            .missingPartition, .missingTopic,
            .movedSinceRun, .negativeOffset, .noFence, .noPreImage, .noRecordSince, .noTransactions,
            .nothingToDo,
            .nothingToUndo, .outdatedJournal, .outsideSourceLog, .outsideView, .planEdited, .planStale,
            .recordWithoutTime, .runOver, .runUndecided,
            .targetNotEmpty, .tooFarBehind, .topicRecreated, .transactionTooLong, .wrongCluster:
            .refused
        case .interrupted: .interrupted
        case .terminated: .terminated
        }
    }
}
