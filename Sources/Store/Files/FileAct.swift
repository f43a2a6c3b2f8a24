/// What was being done to a file when it failed; the raw value stands in the message.
enum FileAct: String, Hashable, Sendable {
    case create
    case open
    case read
    case write
    case synchronize = "write to the disk"
    case publish = "name"
    case protect = "set the mode of"
    case remove
    case list
    case lock
    case measure = "find the free space of"
}
