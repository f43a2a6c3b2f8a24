#pragma once
#include <microhttpd.h>

// MHD_start_daemon is variadic, which Swift does not import. The socket listens already.
static inline struct MHD_Daemon *tidemark_http_start(
    MHD_socket listener, unsigned connections, unsigned seconds, size_t memory,
    MHD_AccessHandlerCallback handler, void *context
) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_END
    );
}
