import Glibc
public import Offsets

extension Operator {
    /// The longest entry of the user database that is looked at, in bytes.
    private static let longestEntry = 16_384
    /// More digits than a user id has.
    private static let longestLoginUID = 16
    /// What the kernel says when nobody logged in: (uid_t) −1.
    private static let noLogin = UInt32.max

    /// Who runs this process.
    public static func current() -> Operator {
        let uid = getuid()
        return Operator(userName: name(of: uid), uid: uid, loginUID: login(), host: LockHolder.hostName)
    }

    private static func name(of uid: UInt32) -> String? {
        var buffer = [CChar](repeating: 0, count: longestEntry)
        return unsafe buffer.withUnsafeMutableBufferPointer { space in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let start = space.baseAddress,
                unsafe getpwuid_r(uid, &entry, start, space.count, &found) == 0, unsafe found != nil,
                let name = unsafe entry.pw_name
            else { return nil }
            return unsafe String(cString: name)
        }
    }

    private static func login() -> UInt32? {
        guard let file = try? OpenFile("/proc/self/loginuid", flags: O_RDONLY),
            let bytes = try? file.read(longestLoginUID, at: 0),
            let uid = UInt32(String(decoding: bytes, as: UTF8.self)), uid != noLogin
        else { return nil }
        return uid
    }
}
