import Dispatch
import Glibc
import Offsets
import Synchronization

/// What a person types at the terminal on standard input.
enum TerminalInput {
    /// A terminal hands over lines of at most so many bytes.
    private static let longestLine = 4_096

    /// The line typed at a prompt: what was typed before the question is no answer to it.
    ///
    /// Ends when the task is cancelled. A stopped process goes on waiting when it is continued.
    ///
    /// - Parameters:
    ///   - prompt: shows what is asked.
    ///   - deadline: when to wait no longer.
    /// - Returns: what came of it.
    static func answer(to prompt: @Sendable () -> Void, before deadline: Deadline) async -> TypedAnswer {
        _ = tcflush(STDIN_FILENO, TCIFLUSH)
        prompt()
        let waiting = Waiting()
        let queue = DispatchQueue(label: "tidemark.answer")
        let typed = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
        typed.setEventHandler { waiting.end(nil) }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { waiting.end(.late) }
        timer.schedule(deadline: .now() + .milliseconds(Int(clamping: Int64(deadline.remaining / .milliseconds(1)))))
        typed.activate()
        timer.activate()
        defer {
            typed.cancel()
            timer.cancel()
        }
        let ending = await withTaskCancellationHandler {
            await waiting.ended()
        } onCancel: {
            waiting.end(.interrupted)
        }
        return ending ?? read()
    }

    /// The line that is there.
    private static func read() -> TypedAnswer {
        var bytes = [UInt8](repeating: 0, count: longestLine)
        while true {
            let count = unsafe Glibc.read(STDIN_FILENO, &bytes, bytes.count)
            if count > 0 {
                return .line(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
            }
            guard count < 0, errno == EINTR else { return .end }
        }
    }

    /// Waits for whatever comes first: something to read (`nil`), or a reason to wait no longer.
    private final class Waiting: Sendable {
        private struct State {
            var ending: TypedAnswer??
            var reader: CheckedContinuation<TypedAnswer?, Never>?
        }

        private let state = Mutex(State())

        func end(_ ending: TypedAnswer?) {
            let reader = state.withLock { state -> CheckedContinuation<TypedAnswer?, Never>? in
                guard state.ending == nil else { return nil }
                state.ending = .some(ending)
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: ending)
        }

        func ended() async -> TypedAnswer? {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> TypedAnswer?? in
                    if state.ending == nil { state.reader = continuation }
                    return state.ending
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}

/// What came of waiting for a person to type a line.
enum TypedAnswer: Hashable, Sendable {
    /// A line, without its end.
    case line(String)
    /// The end of the input (Ctrl-D), or a terminal that is gone.
    case end
    /// The command was asked to end meanwhile.
    case interrupted
    /// The time is over.
    case late
}
