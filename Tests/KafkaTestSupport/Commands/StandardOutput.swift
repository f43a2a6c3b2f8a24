/// Where the standard output of a command goes.
package enum StandardOutput: Hashable, Sendable {
    /// To a file that the test reads.
    case captured
    /// To some file, such as a device.
    case path(String)
    /// To a pipe that nobody reads any more.
    case abandonedPipe
    /// Nowhere: the descriptor is closed.
    case closed
}
