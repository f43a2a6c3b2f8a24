#include "CMicroHTTPD.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

// With the types of the header, so that the compiler checks the calls as it would those of a linked library.
static struct {
    __typeof__(&MHD_start_daemon) start;
    __typeof__(&MHD_stop_daemon) stop;
    __typeof__(&MHD_lookup_connection_value) lookup;
    __typeof__(&MHD_create_response_from_buffer) create_response;
    __typeof__(&MHD_add_response_header) add_header;
    __typeof__(&MHD_queue_response) queue;
    __typeof__(&MHD_destroy_response) destroy_response;
} http;

struct server {
    struct MHD_Daemon *daemon;
    tidemark_http_handler handler;
    void *context;
};

struct request {
    struct MHD_Connection *connection;
    const char *allow;  // the methods there are, for one that there is not
    enum MHD_Result result;
};

int tidemark_http_load(void) {
    void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define FIND(member, name) \
    if (!(http.member = (__typeof__(http.member))dlsym(library, name))) return -1
    FIND(start, "MHD_start_daemon");
    FIND(stop, "MHD_stop_daemon");
    FIND(lookup, "MHD_lookup_connection_value");
    FIND(create_response, "MHD_create_response_from_buffer");
    FIND(add_header, "MHD_add_response_header");
    FIND(queue, "MHD_queue_response");
    FIND(destroy_response, "MHD_destroy_response");
#undef FIND
    return 0;
}

static enum MHD_Result handle(
    void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
    const char *content, size_t *length, void **state
) {
    (void)version;
    (void)content;
    struct server *server = context;
    struct request request = {connection, NULL, MHD_NO};
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        static const char text[] = "only GET and HEAD\n";
        request.allow = "GET, HEAD";
        tidemark_http_answer(&request, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", text, sizeof text - 1);
        return request.result;
    }
    // The first call has the head alone: an answer to it would close the connection.
    if (!*state) {
        *state = server;
        return MHD_YES;
    }
    // Nobody who watches has anything to send.
    if (*length > 0) return MHD_NO;
    server->handler(server->context, path, http.lookup(connection, MHD_HEADER_KIND, "Accept"), &request);
    return request.result;
}

void *tidemark_http_start(
    int listener, unsigned connections, unsigned idle_seconds, size_t connection_memory, tidemark_http_handler handler,
    void *context
) {
    struct server *server = malloc(sizeof *server);
    if (!server) return NULL;
    server->handler = handler;
    server->context = context;
    server->daemon = http.start(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handle, server,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listener, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_END
    );
    if (server->daemon) return server;
    free(server);
    return NULL;
}

void tidemark_http_stop(void *server) {
    http.stop(((struct server *)server)->daemon);
    free(server);
}

void tidemark_http_answer(void *request, unsigned status, const char *type, const void *content, size_t length) {
    struct request *asked = request;
    struct MHD_Response *response = http.create_response(length, (void *)content, MHD_RESPMEM_MUST_COPY);
    if (!response) return;
    if (http.add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type) == MHD_YES &&
        (!asked->allow || http.add_header(response, MHD_HTTP_HEADER_ALLOW, asked->allow) == MHD_YES))
        asked->result = http.queue(asked->connection, status, response);
    http.destroy_response(response);
}
