/* Kafka's protocol in as few lines as the floors need: one request after the other, flexible versions, and any error ends
 * the program with 1. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { GROUPS_A_REQUEST = 100, UNDER_WAY = 4, LONGEST_ANSWER = 256 << 20 };
enum {
    LIST_OFFSETS = 2, METADATA = 3, OFFSET_FETCH = 9, FIND_COORDINATOR = 10, LIST_GROUPS = 16, API_VERSIONS = 18,
    INIT_PRODUCER_ID = 22, ADD_OFFSETS_TO_TXN = 25, END_TXN = 26, TXN_OFFSET_COMMIT = 28
};

static inline void give_up(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
    exit(1);
}

/* Requests */

struct request { uint8_t *bytes; size_t length, room; };

static inline void put(struct request *r, const void *bytes, size_t length) {
    if (r->length + length > r->room) {
        r->room = 2 * (r->length + length);
        if (!(r->bytes = realloc(r->bytes, r->room))) give_up("memory");
    }
    memcpy(r->bytes + r->length, bytes, length);
    r->length += length;
}
static inline void put_number(struct request *r, int64_t value, int length) {
    uint8_t bytes[8];
    for (int i = 0; i < length; i++) bytes[i] = (uint8_t)((uint64_t)value >> 8 * (length - 1 - i));
    put(r, bytes, (size_t)length);
}
static inline void put_count(struct request *r, uint32_t value) {
    for (; value > 127; value >>= 7) put_number(r, (value & 127) | 128, 1);
    put_number(r, value, 1);
}
static inline void put_text(struct request *r, const uint8_t *text, uint32_t length) {
    put_count(r, length + 1);
    put(r, text, length);
}
static inline struct request request(int api, int version) {
    struct request r = {0};
    put_number(&r, 0, 4);
    put_number(&r, api, 2);
    put_number(&r, version, 2);
    put_number(&r, 1, 4);
    put_number(&r, 5, 2);
    put(&r, "floor", 5);
    put_count(&r, 0);
    return r;
}
static inline void send_request(int connection, struct request *r) {
    uint32_t length = htonl((uint32_t)(r->length - 4));
    memcpy(r->bytes, &length, 4);
    for (size_t sent = 0; sent < r->length;) {
        ssize_t count = write(connection, r->bytes + sent, r->length - sent);
        if (count <= 0) give_up("write");
        sent += (size_t)count;
    }
    free(r->bytes);
}

/* Answers */

struct answer { uint8_t *bytes; size_t position, length; };

static inline const uint8_t *take(struct answer *a, size_t length) {
    if (length > a->length - a->position) give_up("an answer ends early");
    a->position += length;
    return a->bytes + a->position - length;
}
static inline int64_t number(struct answer *a, int length) {
    const uint8_t *bytes = take(a, (size_t)length);
    uint64_t value = bytes[0] & 128 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) value = value << 8 | bytes[i];
    return (int64_t)value;
}
static inline uint32_t count(struct answer *a) {
    uint32_t value = 0, byte;
    int shift = 0;
    do value |= ((byte = *take(a, 1)) & 127) << shift, shift += 7; while (byte & 128);
    return value;
}
static inline uint32_t elements(struct answer *a) { uint32_t n = count(a); return n ? n - 1 : 0; }
static inline const uint8_t *text(struct answer *a, uint32_t *length) { *length = elements(a); return take(a, *length); }
static inline void skip_text(struct answer *a) { uint32_t length; text(a, &length); }
static inline void skip_numbers(struct answer *a) { take(a, 4 * (size_t)elements(a)); }
static inline void skip_tags(struct answer *a) { for (uint32_t n = count(a); n; n--) count(a), take(a, count(a)); }

static inline struct answer receive(int connection, int has_tags) {
    struct answer a = {0};
    uint8_t head[4];
    if (recv(connection, head, 4, MSG_WAITALL) != 4) give_up("read");
    a.length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (a.length > LONGEST_ANSWER || !(a.bytes = malloc(a.length + 1))) give_up("an answer's length");
    if (recv(connection, a.bytes, a.length, MSG_WAITALL) != (ssize_t)a.length) give_up("read");
    take(&a, 4);
    if (has_tags) skip_tags(&a);
    return a;
}
static inline void expect_none(int64_t error) { if (error) errno = 0, give_up("an error in an answer"); }

/* A connection to a broker, which is told who is there. */
static inline int connect_to(const char *host, const char *port) {
    struct addrinfo *address, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(host, port, &hints, &address)) give_up(host);
    int connection = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(connection, address->ai_addr, address->ai_addrlen)) give_up("connect");
    freeaddrinfo(address);
    struct request r = request(API_VERSIONS, 3);
    put_text(&r, (const uint8_t *)"floor", 5), put_text(&r, (const uint8_t *)"0", 1), put_count(&r, 0);
    send_request(connection, &r);
    struct answer versions = receive(connection, 0);
    expect_none(number(&versions, 2));
    free(versions.bytes);
    return connection;
}
