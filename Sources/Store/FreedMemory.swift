import CLinux
import Dispatch

/// Memory that a large store has taken for a moment.
public enum FreedMemory {
    /// Longer than the threads of a queue outlive its work: a second later most of the memory is still theirs.
    private static let delay: DispatchTimeInterval = .seconds(30)

    /// Gives back to the system, a moment later, what was freed and is kept for later use: a process that rests for hours does
    /// not need it.
    public static func giveBack() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + delay) { tidemark_give_back_memory() }
    }
}
