internal import Glibc
internal import Synchronization

/// Keeps librdkafka from dialling a broker that refuses without a pause.
///
/// librdkafka 2.0.2 dials a closed port 15 000 times a second while an Admin operation waits for its broker, whatever
/// `reconnect.backoff.ms` says (`kafka-verified.md` §4), and newer ones about 10 times. Each broker has a thread of its
/// own in librdkafka, so that a pause there delays nobody else.
final class DialPacing: Sendable {
    /// The least time between two attempts at the same address, as in newer versions of librdkafka.
    static let pause: Duration = .milliseconds(100)
    /// More than a cluster has brokers; beyond it everything is forgotten.
    private static let capacity = 10_000

    private let last = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How long to wait before an attempt, which counts as made after that.
    ///
    /// - Parameters:
    ///   - peer: Who is dialled, and where.
    ///   - now: The time.
    /// - Returns: Nothing for the first attempt, at most ``pause`` for another.
    func wait(before peer: String, now: ContinuousClock.Instant = .now) -> Duration {
        last.withLock { last in
            if last.count >= Self.capacity, last[peer] == nil { last = [:] }
            let wait = last[peer].map { max(.zero, now.duration(to: $0.advanced(by: Self.pause))) } ?? .zero
            last[peer] = now.advanced(by: wait)
            return wait
        }
    }

    /// Dials as librdkafka itself would, after the pause.
    ///
    /// - Parameters:
    ///   - socket: A socket that does not block.
    ///   - address: Where to.
    ///   - length: The size of the address in bytes.
    ///   - peer: librdkafka's name for whom it dials.
    /// - Returns: 0 when the connection is made or being made, else the system's error number.
    func dial(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t, peer: String) -> Int32 {
        let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(length))
        let wait = wait(before: unsafe peer + bytes.map { String($0, radix: 16) }.joined(separator: "."))
        if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
        guard unsafe connect(socket, address, length) != 0 else { return 0 }
        let number = errno
        return number == EINPROGRESS ? 0 : number
    }
}
