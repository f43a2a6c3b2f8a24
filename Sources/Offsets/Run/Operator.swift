/// Who ordered something: the user of the process, and the user who logged in before any `sudo`.
public struct Operator: Hashable, Sendable {
    /// The user's name, `nil` where the system knows none.
    public var userName: String?
    /// The user id of the process.
    public var uid: UInt32
    /// The user id of the login (the kernel's audit login uid), `nil` for a service or where it is not kept.
    public var loginUID: UInt32?

    /// Names somebody.
    public init(userName: String?, uid: UInt32, loginUID: UInt32?) {
        self.userName = userName
        self.uid = uid
        self.loginUID = loginUID
    }
}
