import Glibc
import Offsets

/// The standard output and standard error that a child is started with.
final class ChildStreams {
    /// The descriptors that become the child's, `nil` for those of this process.
    private(set) var descriptors: (output: Int32?, messages: Int32?) = (nil, nil)
    private var collections: (output: OutputCollection, messages: OutputCollection)?

    /// The streams of a child whose output goes there.
    ///
    /// - Throws: When there are too many open files.
    init(_ output: SupervisedOutput) throws(TidemarkError) {
        switch output {
        case .inherited: break
        case .messages: descriptors.output = STDERR_FILENO
        case .collected(let mostBytes):
            let (output, writingOutput) = try OutputCollection.open(mostBytes: mostBytes)
            descriptors.output = writingOutput
            let (messages, writingMessages) = try OutputCollection.open(mostBytes: mostBytes)
            descriptors.messages = writingMessages
            collections = (output, messages)
        }
    }

    deinit {
        closeOurs()
    }

    /// Closes what the child has its own copy of, so that the end of its streams is seen.
    func closeOurs() {
        for descriptor in [descriptors.output, descriptors.messages] {
            if let descriptor, descriptor > STDERR_FILENO { _ = close(descriptor) }
        }
        descriptors = (nil, nil)
    }

    /// What was collected, once the child has ended.
    func finish() -> (output: CollectedOutput, messages: CollectedOutput) {
        (collections?.output.finish() ?? CollectedOutput(), collections?.messages.finish() ?? CollectedOutput())
    }
}
