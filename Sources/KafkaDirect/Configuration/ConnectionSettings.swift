internal import Glibc

/// How connections are made and used, besides their security: librdkafka's properties where they are given, and our own
/// limits where they are not.
struct ConnectionSettings: Hashable, Sendable {
    /// librdkafka's own values, which count where one of two properties is given that go together.
    private enum Library {
        static let firstDialPause = 100
        static let longestDialPause = 10_000
        static let messageBytes = 1_000_000
        static let fetchBytes = 52_428_800
        /// What an answer has besides the records.
        static let overhead = 512
    }

    /// The longest that making a connection may take (`socket.connection.setup.timeout.ms`).
    var setup = DirectLimits.setup
    /// How long a broker may be silent while it owes an answer (`socket.timeout.ms`).
    var silence = DirectLimits.silence
    /// The pause before a broker that could not be reached is dialled again (`reconnect.backoff.ms`).
    var firstDialPause = DirectLimits.firstDialPause
    /// The longest such pause (`reconnect.backoff.max.ms`).
    var longestDialPause = DirectLimits.longestDialPause
    /// Whether the system asks now and then whether the other side is there (`socket.keepalive.enable`).
    var keepsAlive = true
    /// Whether small packets go out at once (`socket.nagle.disable`).
    var sendsAtOnce = true
    /// The family of addresses that are dialled (`broker.address.family`).
    var family = AF_UNSPEC
    /// How much the system keeps of what is to go out, in bytes; `nil` for what it likes (`socket.send.buffer.bytes`).
    var sendBuffer: Int?
    /// The same for what has come (`socket.receive.buffer.bytes`).
    var receiveBuffer: Int?
    /// How many requests may be unanswered on one connection (`max.in.flight`).
    var requestsInFlight = DirectLimits.requestsInFlight
    /// The longest answer that is read, in bytes (`receive.message.max.bytes`).
    var answerBytes = DirectLimits.answerBytes

    /// Our own limits.
    init() {}

    /// What properties come to, each of which has a value that librdkafka takes.
    ///
    /// - Throws: ``NotUnderstood`` for two that librdkafka does not take together.
    init(_ values: [String: String]) throws(NotUnderstood) {
        func number(_ name: String) -> Int? { values[name].flatMap(PropertyValues.number) }
        func milliseconds(_ name: String) -> Duration? { number(name).map { .milliseconds($0) } }
        func flag(_ name: String) -> Bool? { values[name].flatMap(PropertyValues.flag) }

        setup = milliseconds("socket.connection.setup.timeout.ms") ?? setup
        silence = milliseconds("socket.timeout.ms") ?? silence
        firstDialPause = milliseconds("reconnect.backoff.ms") ?? firstDialPause
        longestDialPause = milliseconds("reconnect.backoff.max.ms") ?? max(longestDialPause, firstDialPause)
        keepsAlive = flag("socket.keepalive.enable") ?? keepsAlive
        sendsAtOnce = flag("socket.nagle.disable") ?? sendsAtOnce
        switch values["broker.address.family"] {
        case "v4": family = AF_INET
        case "v6": family = AF_INET6
        default: family = AF_UNSPEC
        }
        // 0 is what the system likes.
        sendBuffer = number("socket.send.buffer.bytes").flatMap { $0 == 0 ? nil : $0 }
        receiveBuffer = number("socket.receive.buffer.bytes").flatMap { $0 == 0 ? nil : $0 }
        requestsInFlight = min(number("max.in.flight.requests.per.connection") ?? .max, requestsInFlight)
        answerBytes = number("receive.message.max.bytes") ?? answerBytes

        let pauses = (number("reconnect.backoff.ms"), number("reconnect.backoff.max.ms"))
        guard pauses.0 ?? Library.firstDialPause <= pauses.1 ?? Library.longestDialPause else {
            throw NotUnderstood(property: "reconnect.backoff.max.ms", value: values["reconnect.backoff.max.ms"])
        }
        if let longest = number("receive.message.max.bytes") {
            let fetched = max(Library.fetchBytes, number("message.max.bytes") ?? Library.messageBytes)
            guard longest >= fetched + Library.overhead else {
                throw NotUnderstood(property: "receive.message.max.bytes", value: "\(longest)")
            }
        }
    }
}
