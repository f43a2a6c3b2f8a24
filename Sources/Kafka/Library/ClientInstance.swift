internal import CRDKafka
internal import Cluster
internal import Dispatch
internal import Glibc

/// Making and destroying librdkafka instances.
enum ClientInstance {
    /// Room for librdkafka's reasons in words.
    static let reasonCapacity = 512

    /// Destroying can wait for librdkafka's threads, so nobody waits for it, and it never happens on one of them.
    private static let graveyard = DispatchQueue(label: "tidemark.kafka.destroy", attributes: .concurrent)

    /// What an instance is for, which decides its kind and the properties an operator cannot change.
    enum Purpose {
        /// Reading, listing, plain commits, deletes.
        case admin
        /// Reading records of logs, as a consumer of no group.
        case records
        /// Transactions under this id, aborted by the broker after this time.
        case transactions(id: String, timeout: Duration)

        fileprivate var type: rd_kafka_type_t {
            switch self {
            case .admin, .records: RD_KAFKA_CONSUMER
            case .transactions: RD_KAFKA_PRODUCER
            }
        }

        /// Set before the operator's properties, which may change them.
        fileprivate var defaults: [(String, String)] {
            switch self {
            case .admin, .records:
                [("client.id", "tidemark"), ("group.id", "tidemark-admin")] + Self.timeouts
            case .transactions:
                [("client.id", "tidemark")] + Self.timeouts
            }
        }

        /// For an answer, and for a connection to be made: a broker that takes longer is asked elsewhere.
        private static let timeouts = [("socket.timeout.ms", "6000"), ("socket.connection.setup.timeout.ms", "6000")]

        /// What is fetched ahead, in kilobytes, bytes and milliseconds: memory is bounded by it, a single larger batch aside,
        /// and the end of a log is told soon.
        private static let queues = [
            ("queued.max.messages.kbytes", "16384"), ("fetch.message.max.bytes", "262144"),
            ("fetch.max.bytes", "8388608"), ("fetch.wait.max.ms", "100"), ("fetch.error.backoff.ms", "100"),
            // An operator's for producers; librdkafka takes none that is larger than what is fetched.
            ("message.max.bytes", "1000000"),
        ]

        /// Set after the operator's properties: correctness stands on them.
        fileprivate var fixed: [(String, String)] {
            switch self {
            case .admin:
                [
                    ("enable.auto.commit", "false"), ("isolation.level", "read_uncommitted"),
                    ("allow.auto.create.topics", "false"),
                ]
            case .records:
                Purpose.admin.fixed + [
                    // A record that is gone is an error, and no other one takes its place.
                    ("auto.offset.reset", "error"), ("enable.auto.offset.store", "false"),
                    ("enable.partition.eof", "true"),
                ] + Self.queues
            case .transactions(let id, let timeout):
                [("transactional.id", id), ("transaction.timeout.ms", String(timeout.wholeMilliseconds))]
            }
        }
    }

    /// Makes an instance; it keeps `context` alive until it is destroyed.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming the refused property, or librdkafka's reason.
    static func make(
        _ purpose: Purpose,
        _ configuration: KafkaConfiguration,
        context: CallbackContext
    ) throws(KafkaError) -> OpaquePointer {
        let tokenFile = configuration.usesToken ? try configuration.tokenFile : nil
        guard let properties = unsafe rd_kafka_conf_new() else {
            throw KafkaError(.invalidArgument, "librdkafka could not make a configuration")
        }
        do throws(KafkaError) {
            try refuseOddFiles(of: configuration)
            // What is wrong with it is told before anybody is connected to.
            _ = try tokenFile?.read()
            unsafe try set(purpose.defaults, in: properties)
            if configuration.speaksOldSCRAM || configuration.notesReleases {
                // Makes librdkafka log what each broker can do, which tells whether it can log in there, and its release.
                unsafe try set([("debug", "feature")], in: properties)
            }
            // librdkafka fetches tokens from servers alone, and is given those of files.
            let given = configuration.properties.filter { tokenFile == nil || $0.name != TokenFile.property }
            unsafe try set(given.map { ($0.name, $0.value) }, in: properties)
            unsafe try set([("bootstrap.servers", configuration.bootstrapServers)] + purpose.fixed, in: properties)
        } catch {
            unsafe rd_kafka_conf_destroy(properties)
            throw error
        }
        let retained = unsafe Unmanaged.passRetained(context)
        unsafe rd_kafka_conf_set_opaque(properties, retained.toOpaque())
        unsafe rd_kafka_conf_set_log_cb(properties) { instance, _, facility, text in
            guard let instance = unsafe instance, let text = unsafe text,
                let opaque = unsafe rd_kafka_opaque(instance)
            else { return }
            let context = unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
            unsafe context.note(String(cString: text), facility: facility.map { unsafe String(cString: $0) })
        }
        unsafe rd_kafka_conf_set_connect_cb(properties) { socket, address, length, name, opaque in
            guard let address = unsafe address, let opaque = unsafe opaque else { return EINVAL }
            let context = unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
            let name = unsafe name.map { unsafe String(cString: $0) } ?? ""
            return unsafe context.dial(name, socket, address, socklen_t(length))
        }
        unsafe rd_kafka_conf_set_background_event_cb(properties) { instance, event, opaque in
            guard let event = unsafe event else { return }
            defer { unsafe rd_kafka_event_destroy(event) }
            guard let opaque = unsafe opaque else { return }
            let context = unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
            guard unsafe rd_kafka_event_type(event) != RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH else {
                if let instance = unsafe instance { unsafe context.refreshToken(of: instance) }
                return
            }
            let number = unsafe UInt(bitPattern: rd_kafka_event_opaque(event))
            unsafe context.pending.take(number)?.complete(event)
        }
        if tokenFile != nil { unsafe refreshTokens(properties) }
        var reason = [CChar](repeating: 0, count: reasonCapacity)
        guard let instance = unsafe rd_kafka_new(purpose.type, properties, &reason, reason.count) else {
            unsafe rd_kafka_conf_destroy(properties)
            unsafe retained.release()
            throw refusal(text(reason), configuration)
        }
        if tokenFile != nil { _ = unsafe KafkaError.consuming(rd_kafka_sasl_background_callbacks_enable(instance)) }
        return unsafe instance
    }

    /// Has tokens asked for on librdkafka's background thread, which is there whatever else the instance does.
    private static func refreshTokens(_ properties: OpaquePointer) {
        unsafe rd_kafka_conf_enable_sasl_queue(properties, 1)
        unsafe rd_kafka_conf_set_oauthbearer_token_refresh_cb(properties) { instance, _, opaque in
            guard let instance = unsafe instance, let opaque = unsafe opaque else { return }
            let context = unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
            unsafe context.refreshToken(of: instance)
        }
    }

    /// Destroys an instance without waiting for it.
    static func destroy(_ instance: OpaquePointer) {
        let address = UInt(bitPattern: instance)
        graveyard.async {
            guard let instance = unsafe OpaquePointer(bitPattern: address) else { return }
            let opaque = unsafe rd_kafka_opaque(instance)
            unsafe rd_kafka_destroy_flags(instance, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            if let opaque = unsafe opaque { unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).release() }
        }
    }

    /// Refuses a named pipe, a socket or a device where a file is named.
    ///
    /// librdkafka would open it and wait, or read it without an end. A directory is taken: authorities may be in one.
    private static func refuseOddFiles(of configuration: KafkaConfiguration) throws(KafkaError) {
        for property in configuration.properties where property.name.hasSuffix(".location") {
            var status = stat()
            guard unsafe stat(property.value, &status) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            guard kind != S_IFREG, kind != S_IFDIR else { continue }
            throw KafkaError(.unusableFile, "\(property.name): \(property.value) is not a regular file")
        }
    }

    /// What is wrong where librdkafka takes each property and not all of them together, most often a file.
    private static func refusal(_ reason: String, _ configuration: KafkaConfiguration) -> KafkaError {
        // "ssl.ca.location failed: error:…": OpenSSL's words name neither the file nor what is wrong with it.
        guard let name = reason.split(separator: " ").first.map(String.init), name.hasSuffix(".location"),
            let path = configuration.value(of: name)
        else { return KafkaError(.invalidArgument, reason) }
        guard unsafe access(path, R_OK) == 0 else {
            let words = unsafe String(cString: strerror(errno))
            return KafkaError(.unusableFile, "\(name): cannot read \(path): \(words)")
        }
        return KafkaError(.unusableFile, "\(name): \(path) does not hold what it should in PEM: \(reason)")
    }

    private static func set(
        _ values: [(String, String)],
        in properties: OpaquePointer
    ) throws(KafkaError) {
        var reason = [CChar](repeating: 0, count: reasonCapacity)
        for (name, value) in values {
            guard unsafe rd_kafka_conf_set(properties, name, value, &reason, reason.count) == RD_KAFKA_CONF_OK else {
                throw KafkaError(.invalidArgument, "property \(name): \(text(reason))")
            }
        }
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
