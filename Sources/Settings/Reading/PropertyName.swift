/// The names of librdkafka's properties, as far as they can be told without the library.
enum PropertyName {
    /// What of librdkafka's does the work of a setting of the Java client.
    private static let ofJava = [
        "sasl.jaas.config": "sasl.username, and sasl.password among the secrets",
        "ssl.truststore.location": "ssl.ca.location, with certificates in PEM",
        "ssl.truststore.password": "ssl.ca.location, with certificates in PEM",
        "ssl.truststore.type": "ssl.ca.location, with certificates in PEM",
        "ssl.truststore.certificates": "ssl.ca.pem",
        "ssl.keystore.type":
            "ssl.keystore.location for PKCS12, or ssl.certificate.location and ssl.key.location for PEM",
        "ssl.keystore.certificate.chain": "ssl.certificate.pem",
        "ssl.keystore.key": "ssl.key.location",
        "request.timeout.ms": "socket.timeout.ms",
    ]
    /// What the table around the properties says.
    private static let ofServers: Set = ["bootstrap.servers", "metadata.broker.list"]

    /// Why no property can have this name here, `nil` when one can.
    static func flaw(_ name: String) -> Flaw? {
        if ofServers.contains(name) {
            return Flaw("\(name) has a key of its own", hint: "Write bootstrap-servers in [cluster.NAME].")
        }
        if let instead = ofJava[name] {
            return Flaw("\(name) is a setting of the Java client", hint: "librdkafka has \(instead).")
        }
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._".utf8.contains(byte)
            }
        guard isPlain else {
            return Flaw(
                "'\(name)' is no name of a property of librdkafka",
                hint: "They have small letters, digits, dots and underscores, such as security.protocol."
            )
        }
        return nil
    }
}
