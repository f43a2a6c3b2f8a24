import CLinux

/// Memory that a large store has taken for a moment.
public enum FreedMemory {
    /// Gives back to the system what was freed and is kept for later use: of a process that rests for hours, nobody needs it.
    public static func giveBack() {
        tidemark_give_back_memory()
    }
}
