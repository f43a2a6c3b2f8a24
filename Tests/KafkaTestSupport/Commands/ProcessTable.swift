import Foundation
import Glibc

/// What `/proc` knows of processes; those that have ended and wait to be reaped do not count.
enum ProcessTable {
    /// The children of a process.
    static func children(of parent: pid_t) -> [pid_t] {
        all().filter { $0.parent == parent }.map(\.process)
    }

    /// The processes of a group.
    static func group(_ group: pid_t) -> [pid_t] {
        all().filter { $0.group == group }.map(\.process)
    }

    /// Whether a process was started with a variable of this name in its environment.
    static func has(_ variable: String, in process: pid_t) -> Bool {
        let environment = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/environ"))) ?? Data()
        return environment.split(separator: 0).contains { $0.starts(with: Data("\(variable)=".utf8)) }
    }

    /// Whether a word is in the command line of a process.
    static func hasArgument(_ word: String, in process: pid_t) -> Bool {
        let arguments = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))) ?? Data()
        return arguments.split(separator: 0).contains { $0.elementsEqual(word.utf8) }
    }

    /// How many children of a process have ended and are not reaped.
    static func ended(of parent: pid_t) -> Int { entries().count { $0.parent == parent && $0.hasEnded } }

    private static func all() -> [(process: pid_t, parent: pid_t, group: pid_t, hasEnded: Bool)] {
        entries().filter { !$0.hasEnded }
    }

    private static func entries() -> [(process: pid_t, parent: pid_t, group: pid_t, hasEnded: Bool)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.compactMap { process in
            // The name stands in parentheses and may hold anything: what matters begins after the last one.
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .isoLatin1),
                let name = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: name)...].split(separator: " ")
            guard fields.count > 2, let parent = pid_t(fields[1]), let group = pid_t(fields[2]) else { return nil }
            return (process, parent, group, hasEnded(fields))
        }
    }

    /// Whether a process has ended, by what its `stat` says from the state on.
    ///
    /// Its first thread may end before the others, and what the process has open, a lock for one, stays so until the last
    /// of them has ended.
    private static func hasEnded(_ fields: [Substring]) -> Bool {
        guard ["Z", "X"].contains(fields[0]) else { return false }
        return fields.count <= threadCount || (Int(fields[threadCount]) ?? 0) <= 1
    }

    /// Where the number of threads stands, counted from the state.
    private static let threadCount = 17
}
