/* The least that a capture takes: what `Benchmarks/run` measures tidemark against.
 *
 *     floor HOST PORT FILE
 *
 * Asks one broker that is a whole cluster for its topics, its groups, the offsets of a hundred groups a request with four
 * requests under way, and the bounds of every log; writes the offsets as lines and makes them durable. No decision is
 * taken, nothing is checked, nothing is asked twice, and any error ends it with 1.
 */
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
enum { LIST_OFFSETS = 2, METADATA = 3, OFFSET_FETCH = 9, LIST_GROUPS = 16, API_VERSIONS = 18 };

static void give_up(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
    exit(1);
}

/* Requests */

struct request { uint8_t *bytes; size_t length, room; };

static void put(struct request *r, const void *bytes, size_t length) {
    if (r->length + length > r->room) {
        r->room = 2 * (r->length + length);
        if (!(r->bytes = realloc(r->bytes, r->room))) give_up("memory");
    }
    memcpy(r->bytes + r->length, bytes, length);
    r->length += length;
}
static void put_number(struct request *r, int64_t value, int length) {
    uint8_t bytes[8];
    for (int i = 0; i < length; i++) bytes[i] = (uint8_t)((uint64_t)value >> 8 * (length - 1 - i));
    put(r, bytes, (size_t)length);
}
static void put_count(struct request *r, uint32_t value) {
    for (; value > 127; value >>= 7) put_number(r, (value & 127) | 128, 1);
    put_number(r, value, 1);
}
static void put_text(struct request *r, const uint8_t *text, uint32_t length) {
    put_count(r, length + 1);
    put(r, text, length);
}
static struct request request(int api, int version) {
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
static void send_request(int connection, struct request *r) {
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

static const uint8_t *take(struct answer *a, size_t length) {
    if (length > a->length - a->position) give_up("an answer ends early");
    a->position += length;
    return a->bytes + a->position - length;
}
static int64_t number(struct answer *a, int length) {
    const uint8_t *bytes = take(a, (size_t)length);
    uint64_t value = bytes[0] & 128 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) value = value << 8 | bytes[i];
    return (int64_t)value;
}
static uint32_t count(struct answer *a) {
    uint32_t value = 0, byte;
    int shift = 0;
    do value |= ((byte = *take(a, 1)) & 127) << shift, shift += 7; while (byte & 128);
    return value;
}
static uint32_t elements(struct answer *a) { uint32_t n = count(a); return n ? n - 1 : 0; }
static const uint8_t *text(struct answer *a, uint32_t *length) { *length = elements(a); return take(a, *length); }
static void skip_text(struct answer *a) { uint32_t length; text(a, &length); }
static void skip_numbers(struct answer *a) { take(a, 4 * (size_t)elements(a)); }
static void skip_tags(struct answer *a) { for (uint32_t n = count(a); n; n--) count(a), take(a, count(a)); }

static struct answer receive(int connection, int has_tags) {
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
static void expect_none(int64_t error) { if (error) errno = 0, give_up("an error in an answer"); }

struct topic { const uint8_t *name; uint32_t length, partitions; };

/* The topics; the names stay in the answer. */
static struct topic *topics(int connection, uint32_t *number_of_topics) {
    struct request r = request(METADATA, 9);
    put_count(&r, 0);
    put_number(&r, 0, 3);
    put_count(&r, 0);
    send_request(connection, &r);
    struct answer a = receive(connection, 1);
    number(&a, 4);
    for (uint32_t n = elements(&a); n; n--) number(&a, 4), skip_text(&a), number(&a, 4), skip_text(&a), skip_tags(&a);
    skip_text(&a), number(&a, 4);
    uint32_t total = elements(&a);
    struct topic *found = calloc(total + 1, sizeof *found);
    for (uint32_t i = 0; i < total; i++) {
        expect_none(number(&a, 2));
        found[i].name = text(&a, &found[i].length);
        number(&a, 1);
        found[i].partitions = elements(&a);
        for (uint32_t n = found[i].partitions; n; n--) {
            expect_none(number(&a, 2));
            number(&a, 4), number(&a, 4), number(&a, 4);
            skip_numbers(&a), skip_numbers(&a), skip_numbers(&a), skip_tags(&a);
        }
        number(&a, 4), skip_tags(&a);
    }
    *number_of_topics = total;
    return found;
}

static void write_offsets(struct answer *a, FILE *file, uint64_t *groups, uint64_t *offsets) {
    number(a, 4);
    for (uint32_t g = elements(a); g; g--, ++*groups) {
        uint32_t group_length, topic_length, metadata_length;
        const uint8_t *group = text(a, &group_length);
        for (uint32_t t = elements(a); t; t--) {
            const uint8_t *topic = text(a, &topic_length);
            for (uint32_t p = elements(a); p; p--, ++*offsets) {
                int32_t partition = (int32_t)number(a, 4);
                int64_t offset = number(a, 8);
                int32_t epoch = (int32_t)number(a, 4);
                const uint8_t *metadata = text(a, &metadata_length);
                expect_none(number(a, 2));
                skip_tags(a);
                fprintf(file, "%.*s\t%.*s\t%d\t%lld\t%d\t%.*s\n", (int)group_length, group, (int)topic_length, topic,
                        partition, (long long)offset, epoch, (int)metadata_length, metadata);
            }
            skip_tags(a);
        }
        expect_none(number(a, 2));
        skip_tags(a);
    }
    free(a->bytes);
}

static void ask_bounds(int connection, const struct topic *topics, uint32_t total, int64_t timestamp) {
    struct request r = request(LIST_OFFSETS, 6);
    put_number(&r, -1, 4), put_number(&r, 0, 1), put_count(&r, total + 1);
    for (uint32_t i = 0; i < total; i++) {
        put_text(&r, topics[i].name, topics[i].length);
        put_count(&r, topics[i].partitions + 1);
        for (uint32_t p = 0; p < topics[i].partitions; p++)
            put_number(&r, p, 4), put_number(&r, -1, 4), put_number(&r, timestamp, 8), put_count(&r, 0);
        put_count(&r, 0);
    }
    put_count(&r, 0);
    send_request(connection, &r);
}
static uint64_t bounds(int connection) {
    uint64_t found = 0;
    struct answer a = receive(connection, 1);
    number(&a, 4);
    for (uint32_t t = elements(&a); t; t--) {
        skip_text(&a);
        for (uint32_t p = elements(&a); p; p--, found++)
            number(&a, 4), expect_none(number(&a, 2)), take(&a, 8 + 8 + 4), skip_tags(&a);
        skip_tags(&a);
    }
    free(a.bytes);
    return found;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: floor HOST PORT FILE\n"), 64;
    struct addrinfo *address, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(argv[1], argv[2], &hints, &address)) give_up(argv[1]);
    int connection = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(connection, address->ai_addr, address->ai_addrlen)) give_up("connect");

    struct request r = request(API_VERSIONS, 3);
    put_text(&r, (const uint8_t *)"floor", 5), put_text(&r, (const uint8_t *)"0", 1), put_count(&r, 0);
    send_request(connection, &r);
    struct answer versions = receive(connection, 0);
    expect_none(number(&versions, 2));

    uint32_t number_of_topics;
    struct topic *all = topics(connection, &number_of_topics);

    r = request(LIST_GROUPS, 4);
    put_count(&r, 1), put_count(&r, 0);
    send_request(connection, &r);
    struct answer listing = receive(connection, 1);
    number(&listing, 4), expect_none(number(&listing, 2));
    uint32_t listed = elements(&listing), asked = 0;

    FILE *file = fopen(argv[3], "w");
    if (!file) give_up(argv[3]);
    setvbuf(file, NULL, _IOFBF, 1 << 20);
    uint64_t groups = 0, offsets = 0;
    uint32_t requests = (listed + GROUPS_A_REQUEST - 1) / GROUPS_A_REQUEST;
    for (uint32_t sent = 0, done = 0; done < requests;) {
        if (sent < requests && sent - done < UNDER_WAY) {
            uint32_t batch = listed - asked < GROUPS_A_REQUEST ? listed - asked : GROUPS_A_REQUEST;
            r = request(OFFSET_FETCH, 8);
            put_count(&r, batch + 1);
            for (uint32_t i = 0; i < batch; i++, asked++) {
                uint32_t length;
                const uint8_t *name = text(&listing, &length);
                put_text(&r, name, length), put_count(&r, 0), put_count(&r, 0);
                skip_text(&listing), skip_text(&listing), skip_tags(&listing);
            }
            put_number(&r, 0, 1), put_count(&r, 0);
            send_request(connection, &r);
            sent++;
        } else {
            struct answer a = receive(connection, 1);
            write_offsets(&a, file, &groups, &offsets);
            done++;
        }
    }
    ask_bounds(connection, all, number_of_topics, -2);
    ask_bounds(connection, all, number_of_topics, -1);
    uint64_t bounds_found = bounds(connection);
    bounds_found += bounds(connection);
    if (fflush(file) || fsync(fileno(file))) give_up(argv[3]);
    printf("%llu groups, %llu offsets, %llu bounds\n", (unsigned long long)groups, (unsigned long long)offsets,
           (unsigned long long)bounds_found);
    return 0;
}
