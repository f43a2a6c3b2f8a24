import Foundation
import Glibc

/// What a process takes of the machine at a moment.
package struct ProcessFootprint: Hashable, Sendable {
    /// Its memory that is in the machine's, in bytes.
    package let residentBytes: Int
    /// How many descriptors it has open.
    package let descriptors: Int
    /// How many threads it has.
    package let threads: Int
    /// How many children of it run.
    package let children: Int
    /// How many of its children have ended and wait to be reaped.
    package let endedChildren: Int

    /// The footprint of a process; `nil` when it has ended.
    init?(of process: pid_t) {
        let files = FileManager.default
        guard let memory = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
            let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let descriptors = try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd").count,
            let threads = try? files.contentsOfDirectory(atPath: "/proc/\(process)/task").count
        else { return nil }
        residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        self.descriptors = descriptors
        self.threads = threads
        children = ProcessTable.children(of: process).count
        endedChildren = ProcessTable.ended(of: process)
    }
}

extension RunningCommand {
    /// What the process that the user started takes of the machine; `nil` when it has ended.
    package var footprint: ProcessFootprint? { ProcessFootprint(of: process) }
}
