internal import Glibc
internal import Synchronization

/// Keeps librdkafka from dialling a broker that refuses without a pause.
///
/// librdkafka 2.0.2 dials a closed port 15 000 times a second while an Admin operation waits for its broker, whatever
/// `reconnect.backoff.ms` says (`docs/kafka.md` §11.6), and newer ones about 10 times. Each broker has a thread of its
/// own in librdkafka, so that a pause there delays nobody else.
final class DialPacing: Sendable {
    /// How many attempts at one address may follow each other at once: a healthy client makes one for each of the ways it
    /// knows the same broker by, as a server that the operator named, as one of the cluster's, and as a coordinator.
    static let burst = 4
    /// How long one of so many attempts counts.
    static let period: Duration = .milliseconds(200)
    /// More than a cluster has brokers; beyond it everything is forgotten.
    private static let capacity = 10_000

    private let attempts = Mutex<[String: [ContinuousClock.Instant]]>([:])

    /// How long to wait before an attempt, which counts as made after that.
    ///
    /// - Parameters:
    ///   - address: Who is dialled.
    ///   - now: The time.
    /// - Returns: Nothing for the first attempts, and at most ``period``.
    func wait(before address: String, now: ContinuousClock.Instant = .now) -> Duration {
        attempts.withLock { attempts in
            if attempts.count >= Self.capacity, attempts[address] == nil { attempts = [:] }
            var last = attempts[address] ?? []
            let wait =
                last.count < Self.burst
                ? .zero : max(.zero, now.duration(to: last.removeFirst().advanced(by: Self.period)))
            last.append(now.advanced(by: wait))
            attempts[address] = last
            return wait
        }
    }

    /// Dials as librdkafka itself would, after the pause.
    ///
    /// - Parameters:
    ///   - socket: A socket that does not block.
    ///   - address: Where to.
    ///   - length: The size of the address in bytes.
    ///   - name: The address in words.
    /// - Returns: 0 when the connection is made or being made, else the system's error number.
    func dial(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t, of name: String) -> Int32 {
        let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(length))
        let wait = wait(before: unsafe name + bytes.map { String($0, radix: 16) }.joined(separator: "."))
        if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
        guard unsafe connect(socket, address, length) != 0 else { return 0 }
        let number = errno
        return number == EINPROGRESS ? 0 : number
    }
}
