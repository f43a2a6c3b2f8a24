import CCurl
import Dispatch

/// Requests to the web, by libcurl.
public enum WebClient {
    /// The library is loaded once, by the first request.
    private static let isLoaded = tidemark_curl_load() == 0
    private static let queue = DispatchQueue(label: "tidemark.web", attributes: .concurrent)

    /// Sends a text to an address by POST and waits for the answer, whose content is of no interest.
    ///
    /// Certificates are verified, redirections not followed, and the proxy of the environment is used. The call blocks a
    /// thread of its own, and no task.
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - address: where to.
    ///   - agent: what the request says it comes from.
    ///   - timeout: of all of it, the name's resolution included.
    ///   - authorities: a file with the certificates to trust; `nil` for those of the system.
    /// - Throws: ``WebError`` when there was no answer, or one that is not from 200 to 299. It never holds the address.
    public static func post(
        _ text: String,
        to address: WebAddress,
        agent: String,
        timeout: Duration,
        authorities: String? = nil
    ) async throws(WebError) {
        let outcome = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: send(text, address, agent, timeout, authorities))
            }
        }
        try outcome.get()
    }

    private static func send(
        _ text: String,
        _ address: WebAddress,
        _ agent: String,
        _ timeout: Duration,
        _ authorities: String?
    ) -> Result<Void, WebError> {
        guard isLoaded else {
            return .failure(WebError(.library, "libcurl is missing or unusable; install Debian's libcurl4"))
        }
        var status = 0
        let code = unsafe withStrings(address.text, agent, address.isPlain ? "http" : "https", text, authorities) {
            url,
            agent,
            protocols,
            body,
            authorities in
            var request = unsafe tidemark_post(
                url: url,
                agent: agent,
                protocols: protocols,
                authorities: authorities,
                body: body,
                length: text.utf8.count,
                timeout: Int(max(1, timeout / .milliseconds(1)))
            )
            return unsafe tidemark_curl_post(&request, &status)
        }
        guard code == 0 else {
            let reason = unsafe tidemark_curl_reason(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            return .failure(WebError(.noAnswer, reason, mayPass: tidemark_curl_may_pass(code) != 0))
        }
        guard !(200..<300).contains(status) else { return .success(()) }
        // 429 asks for patience, and a server's own trouble may pass; everything else will be answered so again.
        let mayPass = status == 429 || status >= 500
        return .failure(WebError(.refused, "the answer was \(status)", mayPass: mayPass))
    }

    private static func withStrings<Result>(
        _ first: String,
        _ second: String,
        _ third: String,
        _ fourth: String,
        _ fifth: String?,
        _ body: (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>,
            UnsafePointer<CChar>?
        ) -> Result
    ) -> Result {
        unsafe first.withCString { first in
            unsafe second.withCString { second in
                unsafe third.withCString { third in
                    unsafe fourth.withCString { fourth in
                        guard let fifth else { return unsafe body(first, second, third, fourth, nil) }
                        return unsafe fifth.withCString { unsafe body(first, second, third, fourth, $0) }
                    }
                }
            }
        }
    }
}

/// A request that failed; the message says why, and never to which address.
public struct WebError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The library is not there.
        case library
        /// The address cannot be used.
        case unusable
        /// There was no answer: a name that is not known, a connection, a certificate, the timeout.
        case noAnswer
        /// The answer was no success.
        case refused
    }

    /// What kind of failure it is.
    public let code: Code
    /// What happened, in words.
    public let message: String
    /// Whether the same request may succeed later.
    public let mayPass: Bool

    /// An error.
    public init(_ code: Code, _ message: String, mayPass: Bool = false) {
        self.code = code
        self.message = message
        self.mayPass = mayPass
    }

    /// The message.
    public var description: String { message }
}
