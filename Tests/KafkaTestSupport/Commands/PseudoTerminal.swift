import Dispatch
import Foundation
import Glibc
import Synchronization

/// A terminal with a person at it: what the program shows is kept, and keys can be pressed.
package final class PseudoTerminal: Sendable {
    /// Ctrl-C.
    package static let interrupt = "\u{3}"
    /// Ctrl-D on an empty line.
    package static let end = "\u{4}"

    /// TIOCSPTLCK and TIOCGPTN, which Swift cannot import.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    /// The file that a program opens as its terminal.
    let path: String
    private let person: Int32
    private let shown = Mutex<(bytes: [UInt8], isOver: Bool)>(([], false))

    package init() throws {
        person = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard person >= 0, unsafe ioctl(person, Self.setLock, &lock) == 0,
            unsafe ioctl(person, Self.getNumber, &number) == 0
        else {
            throw KafkaFailure("open a terminal", code: errno, message: unsafe String(cString: strerror(errno)))
        }
        path = "/dev/pts/\(number)"
    }

    deinit { close(person) }

    /// What the program has shown so far, without the carriage returns.
    package var text: String {
        String(decoding: shown.withLock(\.bytes).filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }

    /// Whether no program has the terminal open any more, and everything it has shown is kept.
    var isOver: Bool { shown.withLock(\.isOver) }

    /// Keeps what is shown until no program has the terminal open any more.
    func watch() {
        let descriptor = fcntl(person, F_DUPFD_CLOEXEC, 3)
        DispatchQueue(label: "tidemark.terminal").async { [weak self] in
            defer { close(descriptor) }
            var block = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = unsafe read(descriptor, &block, block.count)
                guard let self else { return }
                guard count > 0 || (count < 0 && errno == EINTR) else {
                    shown.withLock { $0.isOver = true }
                    return
                }
                if count > 0 { shown.withLock { $0.bytes += block.prefix(count) } }
            }
        }
    }

    /// Presses keys.
    package func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = unsafe write(person, bytes, bytes.count)
    }

    /// Returns as soon as a text has been shown.
    package func shows(_ text: String) async throws {
        try await Waiting.until("the terminal shows \"\(text)\"", within: RunningCommand.patience) {
            self.text.contains(text)
        }
    }
}
