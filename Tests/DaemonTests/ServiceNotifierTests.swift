import Daemon
import Glibc
import Testing

/// What is told to systemd, on a real socket.
struct ServiceNotifierTests {
    private static let process: Int32 = 4_711

    private static func notifier(_ receiver: DatagramReceiver, _ more: [String: String] = [:]) -> ServiceNotifier {
        ServiceNotifier(environment: more.merging(["NOTIFY_SOCKET": receiver.name]) { $1 }, process: process)
    }

    @Test(arguments: [false, true])
    func `each state is one datagram, at a path and under an abstract name`(isAbstract: Bool) throws {
        let receiver = try DatagramReceiver(isAbstract: isAbstract)
        let notifier = Self.notifier(receiver)
        notifier.say("recovering")
        notifier.ready("2 jobs, next nightly at 03:00")
        notifier.alive()
        notifier.stopping()
        #expect(
            receiver.all() == [
                "STATUS=recovering", "READY=1\nSTATUS=2 jobs, next nightly at 03:00", "WATCHDOG=1", "STOPPING=1",
            ]
        )
    }

    @Test func `a reload says when it began, on the clock that systemd compares with`() throws {
        let receiver = try DatagramReceiver()
        let before = Self.monotonicMicroseconds()
        Self.notifier(receiver).reloading("reading /etc/tidemark/tidemark.toml")
        let after = Self.monotonicMicroseconds()
        let lines = try #require(receiver.all().first).split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        #expect(lines.last == "STATUS=reading /etc/tidemark/tidemark.toml")
        let time = try #require(lines.dropFirst().first?.split(separator: "=").last.flatMap { Int64($0) })
        #expect((before...after).contains(time))
    }

    @Test(arguments: [
        nil, "", "/", "@", "relative", "vsock:2:1234", "/nowhere/at/all", String(repeating: "/x", count: 60),
    ])
    func `where nobody listens nothing happens`(socket: String?) {
        var environment = ["WATCHDOG_USEC": "1000000"]
        environment["NOTIFY_SOCKET"] = socket
        let notifier = ServiceNotifier(environment: environment, process: Self.process)
        notifier.ready("working")
        notifier.alive()
        notifier.stopping()
    }

    @Test(
        arguments: [
            ([:], nil), (["WATCHDOG_USEC": "30000000"], .seconds(30)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "4711"], .seconds(30)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "4712"], nil),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "nobody"], nil), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "-1"], nil), (["WATCHDOG_USEC": "soon"], nil),
        ] as [([String: String], Duration?)]
    )
    func `a watchdog is wanted where the time is given, and meant for this process`(
        variables: [String: String],
        timeout: Duration?
    ) throws {
        let receiver = try DatagramReceiver()
        #expect(Self.notifier(receiver, variables).watchdogTimeout == timeout)
    }

    @Test func `no watchdog is wanted by nobody`() {
        let variables = ["WATCHDOG_USEC": "30000000"]
        #expect(ServiceNotifier(environment: variables, process: Self.process).watchdogTimeout == nil)
    }

    @Test func `a status is one line of bounded length, cut between characters`() throws {
        let receiver = try DatagramReceiver()
        Self.notifier(receiver).say("a\nREADY=1\u{7}" + String(repeating: "ü", count: 2_000))
        let text = try #require(receiver.all().first)
        #expect(text.hasPrefix("STATUS=a READY=1 üü"))
        #expect(!text.contains("\n") && text.utf8.count <= 1_024 + "STATUS=".utf8.count && text.hasSuffix("ü"))
    }

    @Test func `what a busy receiver does not take is told later, in order, and the signs of life once`() throws {
        let receiver = try DatagramReceiver()
        let notifier = Self.notifier(receiver)
        // More than the kernel queues for one receiver (net.unix.max_dgram_qlen), so that the rest is kept.
        let filler = try #require(DatagramSocket(to: receiver.name))
        var queued = 0
        while filler.send([1]) == .delivered { queued += 1 }
        notifier.reloading()
        for _ in 0..<100 { notifier.alive() }
        notifier.ready("reloaded")
        _ = receiver.all()
        notifier.say("idle")
        let told = receiver.all().map { $0.split(separator: "\n").first.map(String.init) }
        #expect(told == ["RELOADING=1", "WATCHDOG=1", "READY=1", "STATUS=idle"])
        #expect(queued > 0)
    }

    @Test func `what a receiver never takes is forgotten, the oldest first`() throws {
        let receiver = try DatagramReceiver()
        let notifier = Self.notifier(receiver)
        let filler = try #require(DatagramSocket(to: receiver.name))
        while filler.send([1]) == .delivered {}
        for number in 0..<1_000 { notifier.say("\(number)") }
        _ = receiver.all()
        notifier.say("end")
        var told: [String] = []
        // The queue of the receiver may be shorter than what was kept.
        for _ in 0..<100 {
            told += receiver.all()
            notifier.alive()
        }
        let numbers = told.filter { $0.hasPrefix("STATUS") }
        #expect(numbers.last == "STATUS=end" && numbers.count <= 17 && numbers.contains("STATUS=999"))
    }

    @Test func `a receiver that was restarted is told`() throws {
        var receiver: DatagramReceiver? = try DatagramReceiver(isAbstract: true)
        let name = try #require(receiver?.name)
        let socket = try #require(DatagramSocket(to: name))
        #expect(socket.send([1]) == .delivered)
        receiver = nil
        #expect(socket.send([1]) == .failed(ECONNREFUSED))
    }

    private static func monotonicMicroseconds() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}
