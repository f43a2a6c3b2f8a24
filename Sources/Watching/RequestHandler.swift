import CMicroHTTPD

/// Answers the requests of one server; the library calls it on the server's thread.
final class RequestHandler: Sendable {
    private let answer: @Sendable (HTTPRequest) -> HTTPAnswer

    /// A handler that asks for each answer.
    init(answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) {
        self.answer = answer
    }

    /// The function for the library, whose context is a handler.
    static let callback: MHD_AccessHandlerCallback = { context, connection, url, method, _, _, bodySize, state in
        guard let context = unsafe context, let connection = unsafe connection, let url = unsafe url,
            let method = unsafe method, let bodySize = unsafe bodySize, let state = unsafe state
        else { return .NO }
        let handler = unsafe Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
        guard ["GET", "HEAD"].contains(unsafe String(cString: method)) else {
            return unsafe queue(.methodNotAllowed, on: connection)
        }
        if unsafe state.pointee == nil {
            // Marks a request whose head was seen: an answer at the first call would close the connection.
            unsafe state.pointee = context
            return .YES
        }
        // Nobody who watches has anything to send.
        guard unsafe bodySize.pointee == 0 else { return .NO }
        let accept = unsafe MHD_lookup_connection_value(connection, .HEADER_KIND, "Accept")
        let request = unsafe HTTPRequest(path: String(cString: url), accept: accept.map { unsafe String(cString: $0) })
        return unsafe queue(handler.answer(request), on: connection)
    }

    private static func queue(_ answer: HTTPAnswer, on connection: OpaquePointer) -> MHD_Result {
        let response = unsafe answer.body.withUnsafeBytes { body in
            unsafe MHD_create_response_from_buffer(
                body.count,
                UnsafeMutableRawPointer(mutating: body.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        guard let response = unsafe response else { return .NO }
        defer { unsafe MHD_destroy_response(response) }
        unsafe MHD_add_response_header(response, "Content-Type", answer.contentType)
        if let allow = answer.allow { unsafe MHD_add_response_header(response, "Allow", allow) }
        return unsafe MHD_queue_response(connection, UInt32(answer.status), response)
    }
}
