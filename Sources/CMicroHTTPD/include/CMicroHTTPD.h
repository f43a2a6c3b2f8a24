// A server for GET and HEAD by libmicrohttpd, whose library costs every process that is linked with it two milliseconds and
// that of GnuTLS: it is loaded when the first server is started.
#pragma once

#include <stddef.h>

// Called for each request on the server's thread; has to answer by tidemark_http_answer before it returns. The header
// Accept is NULL where there is none.
typedef void (*tidemark_http_handler)(void *context, const char *path, const char *accept, void *request);

// Loads the library; 0 when it is there. Not for two threads at once.
int tidemark_http_load(void);

// Serves on a socket that listens, which it closes at its end; NULL when it cannot.
void *tidemark_http_start(
    int listener, unsigned connections, unsigned idle_seconds, size_t connection_memory, tidemark_http_handler handler,
    void *context
);

// Ends a server; no request is being answered when it returns.
void tidemark_http_stop(void *server);

// Answers a request; the content is copied.
void tidemark_http_answer(void *request, unsigned status, const char *type, const void *content, size_t length);
