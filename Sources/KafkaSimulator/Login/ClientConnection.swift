import KafkaProtocol

/// What a broker knows of one connection: whether its client has logged in, and as whom.
///
/// As Kafka does it: before a client has logged in it may ask for the versions and log in, and anything else closes the
/// connection; so does a login that fails, after its answer, and any request after the session's end but one that logs in anew.
struct ClientConnection: Sendable {
    /// The listener it came to.
    let listener: SimulatedListener
    /// The listener's place among those of the broker.
    let listenerIndex: Int
    private let release: SimulatedRelease
    /// Who is at the other end, `nil` where nobody has logged in.
    private(set) var user: Text?
    /// Whether it is closed after the answer.
    private(set) var isOver = false
    private var phase: Phase

    private enum Phase: Sendable {
        /// Anything may be asked until then, in milliseconds since 1970.
        case open(until: Int64)
        /// Nobody has logged in yet.
        case anonymous
        /// Somebody is about to, by this mechanism.
        case talking(LoginConversation)
    }

    /// What of a session's milliseconds there is at most.
    private static let longestSession = Int64(Int32.max)

    /// A connection that was just made.
    init(to listener: SimulatedListener, index: Int, of release: SimulatedRelease) {
        self.listener = listener
        self.release = release
        listenerIndex = index
        phase = listener.authentication == nil ? .open(until: .max) : .anonymous
    }

    /// Notes whom the client's certificate is for.
    mutating func identify(_ subject: Text) {
        user = subject
    }

    /// Whether a request may be asked now; else the connection is closed.
    func mayAsk(_ request: Request, at now: Int64) -> Bool {
        switch phase {
        case .open(let end): request.api == .saslHandshake || now < end
        case .anonymous: request.api == .apiVersions || request.api == .saslHandshake
        case .talking: request.api == .saslAuthenticate
        }
    }

    /// Answers a request that has to do with logging in, `nil` for any other.
    mutating func login(_ request: Request, at now: Int64) -> Structure? {
        guard let authentication = listener.authentication else { return nil }
        switch (request.api, phase) {
        case (.saslHandshake, .anonymous): return handshake(request, authentication)
        case (.saslHandshake, .open) where authentication.sessionLifetime != nil:
            return handshake(request, authentication)
        case (.saslAuthenticate, .talking(var conversation)):
            return authenticate(request, authentication, &conversation, now)
        default: return nil
        }
    }

    private mutating func handshake(_ request: Request, _ authentication: SimulatedAuthentication) -> Structure {
        let mechanisms = Value.array(authentication.mechanisms.map { .text(Text($0.rawValue)) })
        let asked = authentication.mechanisms.first { Text($0.rawValue) == request.message.text("mechanism") }
        guard let asked else {
            isOver = true
            return ["errorCode": .code(.unsupportedSASLMechanism), "mechanisms": mechanisms]
        }
        // In version 0 what follows comes bare, without a request around it: no client of today does so.
        isOver = request.version < 1
        phase = .talking(LoginConversation(asked, authentication, release))
        return ["errorCode": 0, "mechanisms": mechanisms]
    }

    private mutating func authenticate(
        _ request: Request,
        _ authentication: SimulatedAuthentication,
        _ conversation: inout LoginConversation,
        _ now: Int64
    ) -> Structure {
        switch conversation.answer(request.message["authBytes"].bytes ?? [], at: now) {
        case .further(let bytes):
            phase = .talking(conversation)
            return ["errorCode": 0, "authBytes": .bytes(bytes)]
        case .success(let principal, let bytes, let tokenEnd):
            guard user == nil || user == principal else {
                return refuse("Cannot change principals during re-authentication")
            }
            user = principal
            let lifetimes = [authentication.sessionLifetime, tokenEnd.map { $0 - now }].compactMap(\.self)
            let lifetime = lifetimes.min().map { max(1, min($0, Self.longestSession)) }
            // A token's end counts only where sessions end at all.
            let counts = authentication.sessionLifetime != nil
            phase = .open(until: counts ? lifetime.map { now + $0 } ?? .max : .max)
            return [
                "errorCode": 0, "authBytes": .bytes(bytes), "sessionLifetimeMs": .integer(counts ? lifetime ?? 0 : 0),
            ]
        case .failure(let message): return refuse(message)
        }
    }

    private mutating func refuse(_ message: Text) -> Structure {
        isOver = true
        return ["errorCode": .code(.saslAuthenticationFailed), "errorMessage": .text(message), "authBytes": .bytes([])]
    }
}
