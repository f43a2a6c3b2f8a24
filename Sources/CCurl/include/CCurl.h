// One POST by libcurl, whose functions are variadic and whose library costs every process that is linked with it some
// milliseconds and thirty other libraries: it is loaded when the first request is made.
#pragma once

#include <stddef.h>

struct tidemark_post {
    const char *url;
    const char *agent;
    const char *protocols;    // those that may be spoken, as CURLOPT_PROTOCOLS_STR takes them
    const char *authorities;  // a file with the certificates to trust; NULL for those of the system
    const char *body;
    size_t length;
    long timeout;             // of the whole, in milliseconds
};

// Loads the library; 0 when it is there. Not for two threads at once.
int tidemark_curl_load(void);

// What the library says of a request: 0 when there was an answer, whose status is then known.
int tidemark_curl_post(const struct tidemark_post *request, long *status);

// Whether a request that failed so may succeed later.
int tidemark_curl_may_pass(int code);

// What a code means; never a part of the address.
const char *tidemark_curl_reason(int code);
