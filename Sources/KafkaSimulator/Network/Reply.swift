/// What a connection does after a request.
enum Reply: Sendable {
    case bytes([UInt8])
    case nothing
    case close
}
