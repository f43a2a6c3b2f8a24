internal import CRDKafka
internal import Cluster

extension KafkaError {
    /// What an error object says; the object is not released.
    init(copying error: OpaquePointer) {
        unsafe self.init(
            KafkaErrorCode(rawValue: rd_kafka_error_code(error).rawValue),
            String(cString: rd_kafka_error_string(error)),
            isRetriable: rd_kafka_error_is_retriable(error) != 0,
            isFatal: rd_kafka_error_is_fatal(error) != 0
        )
    }

    /// What an error object says; the object is released.
    ///
    /// `nil` for no error.
    static func consuming(_ error: OpaquePointer?) -> KafkaError? {
        guard let error = unsafe error else { return nil }
        defer { unsafe rd_kafka_error_destroy(error) }
        return unsafe KafkaError(copying: error)
    }
}
