#include "CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>

// With the types of the header, so that the compiler checks the calls as it would those of a linked library.
static struct {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) init;
    __typeof__(&curl_easy_setopt) setopt;
    __typeof__(&curl_easy_perform) perform;
    __typeof__(&curl_easy_getinfo) getinfo;
    __typeof__(&curl_easy_cleanup) cleanup;
    __typeof__(&curl_easy_strerror) strerror;
} curl;

int tidemark_curl_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define FIND(member, name) \
    if (!(curl.member = (__typeof__(curl.member))dlsym(library, name))) return -1
    FIND(global_init, "curl_global_init");
    FIND(init, "curl_easy_init");
    FIND(setopt, "curl_easy_setopt");
    FIND(perform, "curl_easy_perform");
    FIND(getinfo, "curl_easy_getinfo");
    FIND(cleanup, "curl_easy_cleanup");
    FIND(strerror, "curl_easy_strerror");
#undef FIND
    return curl.global_init(CURL_GLOBAL_DEFAULT);
}

// The answer is of no interest.
static size_t forget(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

int tidemark_curl_post(const struct tidemark_post *request, long *status) {
    CURL *handle = curl.init();
    if (!handle) return CURLE_OUT_OF_MEMORY;
    CURLcode code = CURLE_OK;
#define SET(option, value) \
    if (code == CURLE_OK) code = curl.setopt(handle, option, value)
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PROTOCOLS_STR, request->protocols);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->authorities) SET(CURLOPT_CAINFO, request->authorities);
    SET(CURLOPT_USERAGENT, request->agent);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDS, request->body);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
    SET(CURLOPT_WRITEFUNCTION, forget);
    SET(CURLOPT_TIMEOUT_MS, request->timeout);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->timeout);
    SET(CURLOPT_NOSIGNAL, 1L);
#undef SET
    if (code == CURLE_OK) code = curl.perform(handle);
    if (code == CURLE_OK) code = curl.getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    curl.cleanup(handle);
    return code;
}

int tidemark_curl_may_pass(int code) {
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return 0;
    default: return 1;
    }
}

const char *tidemark_curl_reason(int code) { return curl.strerror((CURLcode)code); }
