import CMicroHTTPD
public import Offsets
import Synchronization

/// A small server for this machine: GET and HEAD of a few pages, by libmicrohttpd on one thread of its own.
///
/// It is for who watches, and may be given up at any time: connections are few and closed when they are idle, and a
/// request with a body is refused.
@safe public final class HTTPServer: Sendable {
    /// How many connections there are at a time.
    static let mostConnections: UInt32 = 16
    /// After how many seconds in which nothing is sent or received a connection is closed.
    static let idleSeconds: UInt32 = 10
    /// How much memory a connection may have, in bytes; more than the head of any request that is meant.
    static let connectionMemory = 16 * 1_024

    /// The library is loaded once, by the first server.
    private static let isLoaded = tidemark_http_load() == 0

    // Given to the library's own functions alone, which may be called by any thread, and not after the end.
    private nonisolated(unsafe) let server: UnsafeMutableRawPointer
    private let handler: Unmanaged<RequestHandler>
    private let isRunning = Mutex(true)

    /// Serves the pages that `answer` gives, until ``stop()``.
    ///
    /// - Parameters:
    ///   - socket: where to listen.
    ///   - answer: called on the server's thread for each request; it must not wait for anything.
    /// - Throws: `cannot-listen` (exit 73) when the server cannot be started.
    public init(
        on socket: consuming ListeningSocket,
        answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) throws(TidemarkError) {
        guard Self.isLoaded else {
            throw TidemarkError(
                .cannotListen,
                "the server for metrics cannot be started: libmicrohttpd is missing or unusable",
                hint: "Install Debian's libmicrohttpd12."
            )
        }
        let handler = unsafe Unmanaged.passRetained(RequestHandler(answer: answer))
        let server = unsafe tidemark_http_start(
            socket.number,
            Self.mostConnections,
            Self.idleSeconds,
            Self.connectionMemory,
            { context, path, accept, request in
                guard let context = unsafe context, let path = unsafe path else { return }
                let handler = unsafe Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
                let accept = unsafe accept.map { unsafe String(cString: $0) }
                let answer = unsafe handler.answer(HTTPRequest(path: String(cString: path), accept: accept))
                unsafe answer.body.withUnsafeBytes { body in
                    unsafe tidemark_http_answer(
                        request,
                        UInt32(answer.status),
                        answer.contentType,
                        body.baseAddress,
                        body.count
                    )
                }
            },
            handler.toOpaque()
        )
        guard let server = unsafe server else {
            unsafe handler.release()
            throw TidemarkError(
                .cannotListen,
                "the server for metrics cannot be started",
                hint: "Look at the limits of the machine: memory, threads, open files."
            )
        }
        // From here on the library closes it.
        socket.release()
        unsafe self.server = unsafe server
        unsafe self.handler = unsafe handler
    }

    deinit {
        stop()
    }

    /// Closes the socket and all connections, and returns when no request is being answered any more; once is enough.
    public func stop() {
        isRunning.withLock { isRunning in
            guard isRunning else { return }
            isRunning = false
            unsafe tidemark_http_stop(server)
            unsafe handler.release()
        }
    }
}

/// What somebody asks for.
public struct HTTPRequest: Hashable, Sendable {
    /// The path, without a query.
    public let path: String
    /// Which types of content are understood, as the header says it.
    public let accept: String?

    /// A request.
    public init(path: String, accept: String? = nil) {
        self.path = path
        self.accept = accept
    }
}

/// What is answered.
public struct HTTPAnswer: Hashable, Sendable {
    /// The status, such as 200.
    public let status: Int
    /// The type of the content.
    public let contentType: String
    /// The content.
    public let body: [UInt8]

    /// An answer; the status is from 200 to 599.
    public init(status: Int = 200, contentType: String = "text/plain; charset=utf-8", _ text: String) {
        self.status = status
        self.contentType = contentType
        body = Array(text.utf8)
    }

    /// For a page that there is not.
    public static let notFound = HTTPAnswer(status: 404, "not found\n")
}

/// What the library gives back with each request.
private final class RequestHandler: Sendable {
    let answer: @Sendable (HTTPRequest) -> HTTPAnswer

    init(answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) {
        self.answer = answer
    }
}
