import Dispatch
import Glibc
import Offsets
import Synchronization

/// Where the signal handler writes; −1 until somebody listens.
///
/// A global, since a handler has no other way to know anything.
private let handlerDescriptor = Atomic<Int32>(-1)

/// The signals of this process, told to everyone who listens.
///
/// The handler does nothing but write what it was told to a channel, without blocking; a private thread reads them and
/// calls the listeners. Dispatch's signal sources would not do: they do not tell the sender.
enum ProcessSignals {
    private struct Listener {
        let numbers: [Int32]
        let action: @Sendable (ReceivedSignal) -> Void
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextListener = 0
        var isReading = false
        /// The signals with our handler.
        var handled: Set<Int32> = []
    }

    private static let state = Mutex(State())

    /// Calls for each of some signals until the listening ends; calls come one after another, on a private thread.
    ///
    /// A signal that this process was started to ignore stays ignored (`nohup`, a shell's background job), but for
    /// SIGTERM. When the last listener is gone, the signal has its default action again.
    ///
    /// - Throws: when there are too many open files.
    static func listen(
        to numbers: [Int32],
        _ action: @escaping @Sendable (ReceivedSignal) -> Void
    ) throws(TidemarkError) -> SignalListening {
        var failure: TidemarkError?
        let key = state.withLock { state -> Int in
            if !state.isReading {
                do throws(TidemarkError) {
                    try startReading()
                    state.isReading = true
                } catch {
                    failure = error
                    return -1
                }
            }
            let key = state.nextListener
            state.nextListener += 1
            state.listeners[key] = Listener(numbers: numbers, action: action)
            for number in numbers where !state.handled.contains(number) && handle(number) {
                state.handled.insert(number)
            }
            return key
        }
        if let failure { throw failure }
        return SignalListening(key: key)
    }

    /// Ends a listening; signals nobody listens to any more get their default action.
    static func end(_ key: Int) {
        state.withLock { state in
            state.listeners[key] = nil
            let wanted = Set(state.listeners.values.flatMap(\.numbers))
            for number in state.handled.subtracting(wanted) {
                _ = signal(number, SIG_DFL)
                state.handled.remove(number)
            }
        }
    }

    /// Makes writing to a closed pipe an error of the write and not the end of the process.
    static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Makes the system keep an ended child's status even when whoever started this process ignored SIGCHLD.
    static func keepChildStatus() {
        if isIgnored(SIGCHLD) { _ = signal(SIGCHLD, SIG_DFL) }
    }

    private static func startReading() throws(TidemarkError) {
        let channel = try Channel.open()
        // Both ends live as long as the process: a handler may run at any moment.
        let reading = fcntl(channel.reading.number, F_DUPFD_CLOEXEC, channel.reading.number)
        let writing = fcntl(channel.writing.number, F_DUPFD_CLOEXEC, channel.writing.number)
        guard reading >= 0, writing >= 0 else { throw SystemError.starting("signal handling", number: errno) }
        handlerDescriptor.store(writing, ordering: .sequentiallyConsistent)
        DispatchQueue(label: "tidemark.supervision.signals").async {
            while let signal = next(reading) { tell(signal) }
        }
    }

    private static func next(_ descriptor: Int32) -> ReceivedSignal? {
        var information = unsafe siginfo_t()
        while true {
            let count = unsafe read(descriptor, &information, MemoryLayout<siginfo_t>.size)
            if unsafe count == MemoryLayout<siginfo_t>.size { break }
            guard count < 0, errno == EINTR else { return nil }
        }
        // SI_USER: sent by kill; only then does the structure name a process.
        let isSent = unsafe information.si_code == 0
        return unsafe ReceivedSignal(
            number: information.si_signo,
            sender: isSent ? information._sifields._kill.si_pid : nil
        )
    }

    private static func tell(_ signal: ReceivedSignal) {
        let listeners = state.withLock { state in
            state.listeners.sorted { $0.key < $1.key }.map(\.value).filter { $0.numbers.contains(signal.number) }
        }
        for listener in listeners { listener.action(signal) }
    }

    /// Installs the handler; false when the signal is to stay ignored.
    private static func handle(_ number: Int32) -> Bool {
        guard number == SIGTERM || !isIgnored(number) else { return false }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_sigaction = { _, information, _ in
            let saved = errno
            _ = unsafe write(
                handlerDescriptor.load(ordering: .relaxed),
                information,
                MemoryLayout<siginfo_t>.size
            )
            errno = saved
        }
        action.sa_flags = SA_SIGINFO | SA_RESTART
        return unsafe sigaction(number, &action, nil) == 0
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var present = sigaction()
        guard unsafe sigaction(number, nil, &present) == 0 else { return false }
        let handler = unsafe unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self)
        return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// A listening to signals, over when this value ends.
struct SignalListening: ~Copyable, Sendable {
    private let key: Int

    /// The listening with a key of ``ProcessSignals``.
    init(key: Int) {
        self.key = key
    }

    /// Ends the listening.
    consuming func end() {}

    /// Leaves the listening in place to the end of the process.
    consuming func forever() { discard self }

    deinit {
        ProcessSignals.end(key)
    }
}
