import Daemon
import Offsets
import Synchronization
import Testing
import WebClient

/// How pings go out, with a web that a test controls.
@Suite(.timeLimit(.minutes(2)))
struct PingSenderTests {
    /// A web that answers as it is told, and remembers.
    private final class Web: Sendable {
        let posted = Mutex<[String]>([])
        let failures = Mutex<[PingFailure]>([])
        let pauses = Mutex<[Duration]>([])
        private let answers: Mutex<[WebError?]>
        private let gate = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((true, []))

        /// Gives these answers one after the other, `nil` for success, and success afterwards.
        init(_ answers: [WebError?] = []) {
            self.answers = Mutex(answers)
        }

        func close() { gate.withLock { $0.isOpen = false } }

        func open() {
            let waiting = gate.withLock { gate in
                defer { gate = (true, []) }
                return gate.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        func sender() -> PingSender {
            PingSender(
                post: { ping throws(WebError) in
                    await self.pass()
                    self.posted.withLock { $0.append("\(ping.job) \(ping.moment.rawValue) \(ping.text)") }
                    if let error = self.answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw error }
                },
                pause: { pause in self.pauses.withLock { $0.append(pause) } },
                failed: { failure in self.failures.withLock { $0.append(failure) } }
            )
        }

        private func pass() async {
            await withCheckedContinuation { continuation in
                let isOpen = gate.withLock { gate in
                    if !gate.isOpen { gate.waiting.append(continuation) }
                    return gate.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }
    }

    private static func ping(_ moment: Ping.Moment, job: String = "nightly", text: String = "x") throws -> Ping {
        Ping(job: job, moment: moment, text: text, address: try WebAddress("https://hc.example/uuid"))
    }

    private static let busy = WebError(.refused, "the answer was 503", mayPass: true)
    private static let gone = WebError(.refused, "the answer was 404")

    @Test func `the pings of a job go out in their order`() async throws {
        let web = Web()
        let sender = web.sender()
        for moment in [Ping.Moment.start, .success, .start, .failure] { sender.send(try Self.ping(moment)) }
        await sender.finish(by: .after(.seconds(60)))
        #expect(web.posted.withLock { $0 } == ["start", "success", "start", "failure"].map { "nightly \($0) x" })
        #expect(web.failures.withLock { $0 }.isEmpty)
    }

    @Test func `what may pass is tried again, with longer pauses`() async throws {
        let web = Web([Self.busy, Self.busy, nil])
        let sender = web.sender()
        sender.send(try Self.ping(.start))
        await sender.finish(by: .after(.seconds(60)))
        #expect(web.posted.withLock { $0.count } == 3)
        #expect(web.pauses.withLock { $0 } == PingSender.pauses)
        #expect(web.failures.withLock { $0 }.isEmpty)
    }

    @Test func `a ping that nobody takes is given up after a few attempts, and told once`() async throws {
        let web = Web([Self.busy, Self.busy, Self.busy])
        let sender = web.sender()
        sender.send(try Self.ping(.failure))
        await sender.finish(by: .after(.seconds(60)))
        #expect(web.posted.withLock { $0.count } == 3)
        let failures = web.failures.withLock { $0 }
        #expect(failures.map(\.message) == ["the failure of job nightly could not be reported: the answer was 503"])
    }

    @Test func `what will be answered so again is not tried again`() async throws {
        let web = Web([Self.gone])
        let sender = web.sender()
        sender.send(try Self.ping(.start))
        await sender.finish(by: .after(.seconds(60)))
        #expect(web.posted.withLock { $0.count } == 1)
        #expect(web.failures.withLock { $0.map(\.reason) } == ["the answer was 404"])
    }

    @Test func `sending never waits, what waits is bounded, and other jobs are not held up`() async throws {
        let web = Web()
        web.close()
        let sender = web.sender()
        for _ in 0..<(PingSender.mostWaiting + 3) { sender.send(try Self.ping(.start)) }
        #expect(web.failures.withLock { $0.count } == 3)
        sender.send(try Self.ping(.start, job: "hourly"))
        #expect(web.failures.withLock { $0.count } == 3)
        web.open()
        await sender.finish(by: .after(.seconds(60)))
        #expect(web.posted.withLock { $0.count } == PingSender.mostWaiting + 1)
    }

    @Test func `at the end what is left is given up at the deadline`() async throws {
        let web = Web(Array(repeating: Self.busy, count: 100))
        let sender = PingSender(
            post: { _ throws(WebError) in throw Self.busy },
            pause: { _ in try? await Task.sleep(for: .seconds(300)) },
            failed: { failure in web.failures.withLock { $0.append(failure) } }
        )
        for moment in Ping.Moment.allCases { sender.send(try Self.ping(moment)) }
        await sender.finish(by: .after(.milliseconds(50)))
        #expect(web.failures.withLock { $0.map(\.reason) } == Array(repeating: "there was no time left", count: 3))
    }

    @Test func `of a long text the beginning is sent`() throws {
        let ping = try Self.ping(.failure, text: String(repeating: "y", count: 100_000))
        #expect(ping.text.utf8.count == 8 * 1_024)
    }

    @Test func `a failure that is told has nothing of the address`() async throws {
        let messages = Mutex<[String]>([])
        // Nobody listens on port 1 of this machine.
        let address = try WebAddress("http://127.0.0.1:1/secret-path?secret=query")
        let sender = PingSender(pause: { _ in }, failed: { failure in messages.withLock { $0.append("\(failure)") } })
        sender.send(Ping(job: "nightly", moment: .start, text: "x", address: address))
        await sender.finish(by: .after(.seconds(60)))
        let told = try #require(messages.withLock { $0.first })
        #expect(!told.contains("secret") && !told.contains("127.0.0.1"), "\(told)")
    }
}
