import Offsets
import Synchronization

/// Where text goes: standard output, standard error, or the memory of a test.
///
/// Text is collected and delivered in blocks, so that millions of rows cost few system calls and constant memory. A
/// failed delivery is remembered and thrown by ``flush()``; what is written after it is dropped. A reader that has
/// closed its end of a pipe (`tidemark list | head -1`) has read enough: that is no failure, and a command that changes
/// a cluster goes on to its end and exits with its own code.
public final class OutputSink: Sendable {
    /// What came of delivering a block.
    enum Delivery: Hashable, Sendable {
        case delivered
        /// Nobody reads any more.
        case closed
        /// The system's reason in words.
        case failed(String)
    }

    private struct State {
        var pending: [UInt8] = []
        var outcome = Delivery.delivered
        var style = OutputStyle.plain
    }

    /// Large enough that system calls do not count, small enough that nobody waits for output.
    static let blockSize = 64 * 1_024

    private let name: String
    private let deliver: @Sendable ([UInt8]) -> Delivery
    private let end: @Sendable () -> Void
    private let state = Mutex(State())

    /// A sink; `name` is what error messages call it, `deliver` takes one block, `end` tells the reader that no more
    /// will come.
    init(
        name: String,
        deliver: @escaping @Sendable ([UInt8]) -> Delivery,
        end: @escaping @Sendable () -> Void = {}
    ) {
        self.name = name
        self.deliver = deliver
        self.end = end
    }

    /// What is written to a sink, for a file that is to appear whole.
    ///
    /// - Parameters:
    ///   - name: What error messages call it.
    ///   - write: Writes it.
    /// - Returns: The bytes.
    /// - Throws: As ``flush()``.
    static func bytes(for name: String, _ write: (OutputSink) -> Void) throws(TidemarkError) -> [UInt8] {
        let bytes = Mutex<[UInt8]>([])
        let sink = OutputSink(name: name) { block in
            bytes.withLock { $0 += block }
            return .delivered
        }
        write(sink)
        try sink.flush()
        return bytes.withLock(\.self)
    }

    /// How text looks where it goes; plain unless somebody says otherwise.
    var style: OutputStyle {
        get { state.withLock(\.style) }
        set { state.withLock { $0.style = newValue } }
    }

    /// Whether somebody reads, as far as the last delivery has shown.
    var isRead: Bool { state.withLock { $0.outcome != .closed } }

    /// Writes a text as it is.
    func write(_ text: String) {
        write(bytes: Array(text.utf8))
    }

    /// Writes a text and ends the line.
    func writeLine(_ text: String) {
        write(text + "\n")
    }

    /// Writes bytes as they are.
    func write(bytes: [UInt8]) {
        state.withLock { state in
            guard state.outcome == .delivered else { return }
            state.pending += bytes
            if state.pending.count >= Self.blockSize { send(&state) }
        }
    }

    /// Delivers everything written so far.
    ///
    /// - Throws: `output-failed` with exit code 74 when this or an earlier delivery failed.
    func flush() throws(TidemarkError) {
        let outcome = state.withLock { state in
            if !state.pending.isEmpty { send(&state) }
            return state.outcome
        }
        guard case .failed(let reason) = outcome else { return }
        throw TidemarkError(
            .outputFailed,
            "\(name) could not be written: \(reason)",
            hint: "What was printed is incomplete; write it where there is room."
        )
    }

    /// Delivers everything written so far and tells the reader that no more will come; what is written after it is
    /// dropped.
    ///
    /// - Throws: as ``flush()``.
    func close() throws(TidemarkError) {
        try flush()
        state.withLock { $0.outcome = .closed }
        end()
    }

    private func send(_ state: inout State) {
        if state.outcome == .delivered { state.outcome = deliver(state.pending) }
        state.pending = []
    }
}
