extension MessageTable {
    /// What SaslHandshake asks and answers, which is the same in both versions: by version 1 the client says that its
    /// next bytes come in SaslAuthenticate and not bare.
    static let saslHandshake = MessageTable(
        versions: 0...1,
        request: [
            Field("mechanism", .string)
        ],
        response: [
            Field("errorCode", .int16),
            Field("mechanisms", .array(.string)),
        ]
    )
}

extension MessageTable {
    /// What SaslAuthenticate asks and answers; from version 1 on with the length of the session (KIP-368).
    static let saslAuthenticate = MessageTable(
        versions: 0...2,
        flexibleFrom: 2,
        request: [
            Field("authBytes", .bytes)
        ],
        response: [
            Field("errorCode", .int16),
            Field("errorMessage", .string, nullableFrom: 0, default: nil),
            Field("authBytes", .bytes),
            Field("sessionLifetimeMs", .int64, from: 1),
        ]
    )
}
