import Cluster
import Dispatch
import Glibc
import Kafka
import Offsets

/// Looks whether the names of brokers are known to this machine.
enum NameResolution {
    /// How long the system may take for one name: its resolver has no deadline of its own.
    private static let patience: Duration = .seconds(10)

    /// The check of the brokers that are asked first; `nil` when there is no name among them.
    static func check(_ servers: String) async -> HealthCheck? {
        let name = "name-resolution"
        guard let hosts = try? BootstrapServers(servers).servers.map(host).filter({ !isAddress($0) }), !hosts.isEmpty
        else { return nil }
        let names = Set(hosts).sorted()
        var unknown: [String] = []
        for host in names {
            switch await answer(host) {
            case .found: continue
            case .failed(let reason): unknown.append("\(host) (\(reason))")
            case .late: unknown.append("\(host) (no answer within \(DurationText.text(patience)))")
            }
        }
        guard unknown.isEmpty else {
            // One of several is enough to find the others by.
            return HealthCheck(
                name,
                unknown.count == names.count ? .fail : .warn,
                "this machine does not know \(unknown.joined(separator: ", "))",
                remedy: "Check the names in bootstrap-servers, DNS and /etc/hosts."
            )
        }
        return HealthCheck(name, .ok, "this machine knows \(names.joined(separator: ", "))")
    }

    /// Whether a host is an address, which needs no resolution.
    private static func isAddress(_ host: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET, host, &four) != 1 else { return true }
        return unsafe inet_pton(AF_INET6, host, &six) == 1
    }

    private enum Answer: Sendable {
        case found
        case failed(String)
        case late
    }

    /// A name or address without port, brackets and protocol.
    private static func host(_ server: String) -> String {
        var rest = Substring(server)
        if let end = rest.firstRange(of: "://") { rest = rest[end.upperBound...] }
        if let colon = rest.lastIndex(of: ":") { rest = rest[..<colon] }
        return String(rest.filter { $0 != "[" && $0 != "]" })
    }

    private static func answer(_ host: String) async -> Answer {
        let answer = FirstAnswer<Answer>()
        // A thread of its own: one that hangs is left behind.
        DispatchQueue(label: "tidemark.resolve").async { answer.give(ask(host)) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(patience / .milliseconds(1)))) {
            answer.give(.late)
        }
        return await answer.value
    }

    private static func ask(_ host: String) -> Answer {
        var found: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, nil, &found)
        defer { if let found = unsafe found { unsafe freeaddrinfo(found) } }
        guard code != 0 else { return .found }
        return .failed(unsafe String(cString: gai_strerror(code)))
    }
}
