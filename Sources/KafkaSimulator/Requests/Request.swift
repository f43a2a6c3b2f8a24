import KafkaProtocol

/// A request as a broker got it.
struct Request: Sendable {
    let api: API
    let version: Int16
    let correlation: Int32
    let clientID: Text
    /// The broker that got it.
    let broker: Int32
    let message: Structure
}
