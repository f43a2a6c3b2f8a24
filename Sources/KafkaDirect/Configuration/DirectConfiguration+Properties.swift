internal import Cluster

extension DirectConfiguration {
    /// The properties that do what they say, with the values that librdkafka 2.0.2 takes (`docs/kafka.md` §14.1).
    static let effective: [String: PropertyValues] = [
        "bootstrap.servers": .text, "client.id": .text, "security.protocol": .text, "sasl.mechanism": .text,
        "sasl.username": .text, "sasl.password": .text, "sasl.oauthbearer.token.endpoint.url": .text,
        "ssl.ca.location": .text, "ssl.ca.pem": .text, "ssl.certificate.location": .text, "ssl.certificate.pem": .text,
        "ssl.key.location": .text, "ssl.key.pem": .text, "ssl.key.password": .text,
        "enable.ssl.certificate.verification": .flag, "ssl.endpoint.identification.algorithm": .text,
        "socket.connection.setup.timeout.ms": .number(1_000...2_147_483_647),
        "socket.timeout.ms": .number(10...300_000),
        "reconnect.backoff.ms": .number(0...3_600_000),
        "reconnect.backoff.max.ms": .number(0...3_600_000),
        "socket.keepalive.enable": .flag,
        "socket.nagle.disable": .flag,
        "socket.send.buffer.bytes": .number(0...100_000_000),
        "socket.receive.buffer.bytes": .number(0...100_000_000),
        "broker.address.family": .words(["any", "v4", "v6"]),
        "max.in.flight.requests.per.connection": .number(1...1_000_000),
        "receive.message.max.bytes": .number(1_000...2_147_483_647),
    ]

    /// The properties that mean nothing to a client that is connected for a command, reads, and writes no log: whatever of
    /// these values is given, it does the same.
    static let idle: [String: PropertyValues] = [
        // What a connection on which an answer is missing is given up for, after the first one, as librdkafka does by default.
        "socket.max.fails": .number(1...1),
        // Every broker is asked which versions it understands.
        "api.version.request": .words(["true"]),
        "api.version.request.timeout.ms": .number(1...300_000),
        "api.version.fallback.ms": .number(0...604_800_000),
        // What is kept, and how long: it is asked for anew in every command.
        "metadata.max.age.ms": .number(1...86_400_000),
        "topic.metadata.refresh.interval.ms": .number(-1...3_600_000),
        "topic.metadata.refresh.fast.interval.ms": .number(1...60_000),
        "topic.metadata.refresh.fast.cnt": .number(0...1_000),
        "topic.metadata.refresh.sparse": .flag,
        "topic.metadata.propagation.max.ms": .number(0...3_600_000),
        "broker.address.ttl": .number(0...86_400_000),
        // A connection is closed with the command, and none is idle for long.
        "connections.max.idle.ms": .number(0...2_147_483_647),
        // What librdkafka alone writes to its log, or tells.
        "log_level": .number(0...7),
        "log.connection.close": .flag,
        "log.thread.name": .flag,
        "statistics.interval.ms": .number(0...86_400_000),
        // What is written, of records above all.
        "message.max.bytes": .number(1_000...1_000_000_000),
        "message.copy.max.bytes": .number(0...1_000_000_000),
        // Topics are never created, and records are not fetched.
        "allow.auto.create.topics": .flag,
        "client.rack": .text,
        // Deprecated; librdkafka itself does not use them.
        "socket.blocking.max.ms": .number(1...60_000),
        "reconnect.backoff.jitter.ms": .number(0...3_600_000),
    ]

    /// Other names of properties.
    static let aliases = [
        "metadata.broker.list": "bootstrap.servers", "sasl.mechanisms": "sasl.mechanism",
        "max.in.flight": "max.in.flight.requests.per.connection",
    ]

    /// The values of properties by their names, the last one where there are several.
    ///
    /// - Throws: ``NotUnderstood`` for a property that is in no list, and for a value that librdkafka would refuse.
    static func values(of properties: [KafkaConfiguration.Property]) throws(NotUnderstood) -> [String: String] {
        var values: [String: String] = [:]
        for property in properties {
            let name = aliases[property.name] ?? property.name
            guard let allowed = effective[name] ?? idle[name] else { throw NotUnderstood(property: property.name) }
            guard allowed.contain(property.value) else {
                throw NotUnderstood(property: property.name, value: property.value)
            }
            values[name] = property.value
        }
        return values
    }
}
