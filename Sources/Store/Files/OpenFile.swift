import Glibc
import Offsets

/// An open regular file, or a directory where that is asked for; closed when it goes out of scope.
///
/// Nothing else is ever opened: a named pipe would wait for somebody at its other end, and a device may do anything. Every
/// failure names the file. Calls that a signal interrupted are repeated.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file, never inherited by a child, and through a symbolic link only where that is asked for.
    ///
    /// - Throws: `not-a-file` for anything but a regular file; a directory is one with `O_DIRECTORY`.
    init(
        _ path: String,
        flags: Int32,
        mode: UInt32 = 0,
        act: FileAct = .open,
        followsLinks: Bool = false
    ) throws(TidemarkError) {
        let wanted: FileKind = flags & O_DIRECTORY == 0 ? .regular : .directory
        if wanted == .regular, let kind = FileKind.of(path, followsLinks: followsLinks), kind != .regular {
            throw TidemarkError.notAFile(path, kind)
        }
        // Without waiting, in case that something else has taken the name since; a regular file never waits.
        let all = flags | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
        let result = Self.repeated { unsafe open(path, all, mode) }
        guard result >= 0 else { throw TidemarkError.system(errno, act, path) }
        var status = stat()
        let kind = unsafe fstat(result, &status) == 0 ? FileKind(mode: status.st_mode) : wanted
        guard kind == wanted else {
            close(result)
            throw TidemarkError.notAFile(path, kind)
        }
        self.descriptor = result
        self.path = path
    }

    /// Opens a file of a store for reading and writing, and creates it where it is not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isNew: Whether it has to be a new one.
    /// - Returns: The file.
    /// - Throws: as ``init(_:flags:mode:act:followsLinks:)``, and 74 or 77 when it cannot be given to the store's owner.
    static func ofStore(_ path: String, isNew: Bool = false) throws(TidemarkError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | (isNew ? O_EXCL : 0)
        let file = try OpenFile(path, flags: flags, mode: StoreLayout.fileMode, act: .create)
        try file.giveToOwner()
        return file
    }

    /// Standard input, whatever that is; it can be read on and nothing else.
    ///
    /// - Throws: 74 when it is closed.
    static func standardInput() throws(TidemarkError) -> OpenFile {
        let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw TidemarkError.system(errno, .open, standardInputName) }
        return OpenFile(descriptor: copy, path: standardInputName)
    }

    /// What messages call standard input.
    static let standardInputName = "standard input"

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Gives what root has just created to the owner of the directory around it: a daemon that runs as another user could
    /// not write it else, after a command by hand.
    func giveToOwner() throws(TidemarkError) {
        var (own, around) = (stat(), stat())
        guard geteuid() == 0, unsafe fstat(descriptor, &own) == 0, own.st_uid == 0,
            unsafe stat(Directory.parent(of: path), &around) == 0, around.st_uid != 0
        else { return }
        // One with content, or with another name elsewhere, has not just been created.
        guard own.st_mode & S_IFMT == S_IFDIR || own.st_nlink == 1 && own.st_size == 0 else { return }
        guard fchown(descriptor, around.st_uid, around.st_gid) == 0 else {
            throw TidemarkError.system(errno, .protect, path)
        }
    }

    /// The size in bytes.
    func size() throws(TidemarkError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw TidemarkError.system(errno, .read, path) }
        return Int(status.st_size)
    }

    /// The permission bits.
    func permissions() throws(TidemarkError) -> UInt32 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw TidemarkError.system(errno, .read, path) }
        return status.st_mode & 0o7777
    }

    /// Writes all bytes at the present position.
    func write(_ bytes: [UInt8]) throws(TidemarkError) {
        var written = 0
        while written < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return Self.repeated { unsafe Glibc.write(descriptor, rest.baseAddress, rest.count) }
            }
            guard result > 0 else { throw TidemarkError.system(result == 0 ? EIO : errno, .write, path) }
            written += result
        }
    }

    /// Reads up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(TidemarkError) -> [UInt8] {
        var failure: Int32?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]
                )
                let position = off_t(offset + filled)
                let result = Self.repeated { unsafe pread(descriptor, rest.baseAddress, rest.count, position) }
                if result < 0 { failure = errno }
                guard result > 0 else { return }
                filled += result
            }
        }
        if let failure { throw TidemarkError.system(failure, .read, path) }
        return bytes
    }

    /// Reads up to `count` bytes from where the last such read ended; none at the end.
    func readOn(_ count: Int) throws(TidemarkError) -> [UInt8] {
        var failure: Int32?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let result = Self.repeated { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            if result < 0 { failure = errno }
            filled = max(0, result)
        }
        if let failure { throw TidemarkError.system(failure, .read, path) }
        return bytes
    }

    /// Brings everything to the disk; called once, never repeated: after a failure Linux has dropped the pages, and a
    /// second call would report a success that is none.
    func synchronize() throws(TidemarkError) {
        guard fsync(descriptor) == 0 else { throw TidemarkError.system(errno, .synchronize, path) }
    }

    /// Asks the kernel to forget its copy of the file, so that the next read comes from the disk where it can.
    func forgetCachedPages() {
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    /// Sets the permission bits.
    func setMode(_ mode: UInt32) throws(TidemarkError) {
        guard fchmod(descriptor, mode) == 0 else { throw TidemarkError.system(errno, .protect, path) }
    }

    /// Takes the exclusive lock of the file without waiting; `false` when somebody else holds it.
    ///
    /// - Throws: `no-locks` where the file system has none.
    func tryLock() throws(TidemarkError) -> Bool {
        if Self.repeated({ Int(flock(descriptor, LOCK_EX | LOCK_NB)) }) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw TidemarkError.system(errno, .lock, path) }
        return false
    }

    /// Gives the lock up, also for a copy of the descriptor that a child just being started has for a moment.
    func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// Replaces the content; the position is at the end afterwards.
    func replace(with bytes: [UInt8]) throws(TidemarkError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw TidemarkError.system(errno, .write, path)
        }
        try write(bytes)
    }

    private static func repeated<Number: SignedInteger>(_ call: () -> Number) -> Number {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
